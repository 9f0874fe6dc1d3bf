// The request of `dingtalk`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "dingtalk",
  sources: ["https://open.dingtalk.com/document/orgapp/custom-robot-access"],
  url: /^https:\/\/oapi\.dingtalk\.com\/robot\/send\?access_token=XXXX$/,
  body: z.strictObject({
    msgtype: z.literal("text"),
    text: z.strictObject({ content: z.string().min(1) }),
    at: z.strictObject({ atMobiles: z.tuple([]), atUserIds: z.tuple([]), isAtAll: z.literal(false) }),
  }),
  expected: {
    method: "POST",
    url: "https://oapi.dingtalk.com/robot/send?access_token=XXXX",
    headers: { "content-type": "application/json", "user-agent": "traceo-gateway" },
    body: {
      msgtype: "text",
      text: {
        content:
          "Traceo\nAlert firing: checkout is slow\ncritical · 2026-11-23T14:20:00.000Z · evt_06fj2x9q0r4t8w1y5zab",
      },
      at: { atMobiles: [], atUserIds: [], isAtAll: false },
    },
  },
};
