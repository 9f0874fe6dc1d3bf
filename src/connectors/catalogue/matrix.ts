// Matrix, Client-Server API: a notice in a room. The body is plain text, mentions are named apart from it (none), and the delivery's
// id is the transaction's, so that a repeat is no second message.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { plainReport } from "../report-text.ts";
import { ownSite, secretText } from "../settings.ts";
import { text, value } from "../template.ts";

export const matrix: Connector = {
  id: "matrix",
  name: "Matrix",
  kind: "chat",
  auth: "bearer",
  settings: z.strictObject({
    site_url: ownSite(),
    access_token: secretText(),
    room_id: z
      .string()
      .regex(
        /^![A-Za-z0-9._~=/+-]{1,200}(?::[A-Za-z0-9.:-]{1,200})?$/,
        "a room's id, such as `!abc:example.org`",
      ),
  }),
  secrets: ["access_token"],
  request: {
    method: "PUT",
    base: value("settings.site_url"),
    path: text("/_matrix/client/v3/rooms/{settings.room_id}/send/m.room.message/{message_id}", 2_048, "url"),
    headers: { authorization: text("Bearer {settings.access_token}", 1_024, "ascii") },
    body: { json: { msgtype: "m.notice", body: plainReport(10_000), "m.mentions": {} } },
  },
  limits: { bodyBytes: 65_536, perMinute: null },
  documentation:
    "https://spec.matrix.org/latest/client-server-api/#put_matrixclientv3roomsroomidsendeventtypetxnid",
  example: {
    settings: {
      site_url: "https://matrix.example.org",
      access_token: "syt_XXXX",
      room_id: "!operations:example.org",
    },
    event: "alert.firing",
  },
};
