// The request of `matrix`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "matrix",
  sources: [
    "https://spec.matrix.org/latest/client-server-api/#put_matrixclientv3roomsroomidsendeventtypetxnid",
    "https://spec.matrix.org/latest/client-server-api/#mnotice",
    "https://spec.matrix.org/latest/client-server-api/#user-and-room-mentions",
  ],
  url: /^https:\/\/matrix\.example\.org\/_matrix\/client\/v3\/rooms\/%21operations:example\.org\/send\/m\.room\.message\/evt_[0-9a-z]+$/,
  body: z.strictObject({
    msgtype: z.literal("m.notice"),
    body: z.string().min(1),
    // No `user_ids` and no `room`: nobody is called, whatever the body says.
    "m.mentions": z.strictObject({}),
  }),
  expected: {
    method: "PUT",
    url: "https://matrix.example.org/_matrix/client/v3/rooms/%21operations:example.org/send/m.room.message/evt_06fj2x9q0r4t8w1y5zab",
    headers: {
      "content-type": "application/json",
      "user-agent": "traceo-gateway",
      authorization: "Bearer syt_XXXX",
    },
    body: {
      msgtype: "m.notice",
      body: "Alert firing: checkout is slow\n\nalert_id: alr_06fj2x9q0r4t8w1y5zab\nname: checkout is slow\nseverity: critical\nlabels.service: checkout\nlabels.environment: production\nvalue: 2.4\nsince: 2026-11-23T14:20:00.000Z\n\ncritical · 2026-11-23T14:20:00.000Z · evt_06fj2x9q0r4t8w1y5zab",
      "m.mentions": {},
    },
  },
};
