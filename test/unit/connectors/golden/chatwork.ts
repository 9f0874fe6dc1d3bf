// The request of `chatwork`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "chatwork",
  sources: [
    "https://developer.chatwork.com/reference/post-rooms-room_id-messages",
    "https://developer.chatwork.com/docs/message-notation",
  ],
  url: /^https:\/\/api\.chatwork\.com\/v2\/rooms\/123456789\/messages$/,
  never: [/\[(?!\u200b)/],
  body: z.strictObject({ body: z.string().min(1).max(65_535), self_unread: z.enum(["0", "1"]) }),
  expected: {
    method: "POST",
    url: "https://api.chatwork.com/v2/rooms/123456789/messages",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "user-agent": "traceo-gateway",
      "x-chatworktoken": "XXXX",
    },
    body: {
      body: "Alert firing: checkout is slow\ncritical · 2026-11-23T14:20:00.000Z · evt_06fj2x9q0r4t8w1y5zab",
      self_unread: "1",
    },
  },
};
