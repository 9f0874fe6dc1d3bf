// The request of `line`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "line",
  sources: ["https://developers.line.biz/en/reference/messaging-api/#send-push-message"],
  url: /^https:\/\/api\.line\.me\/v2\/bot\/message\/push$/,
  body: z.strictObject({
    to: z.string().regex(/^[UCR][0-9a-f]{32}$/),
    messages: z
      .array(z.strictObject({ type: z.literal("text"), text: z.string().min(1).max(5_000) }))
      .min(1)
      .max(5),
    notificationDisabled: z.boolean(),
  }),
  expected: {
    method: "POST",
    url: "https://api.line.me/v2/bot/message/push",
    headers: {
      "content-type": "application/json",
      "user-agent": "traceo-gateway",
      authorization: "Bearer XXXX",
    },
    body: {
      to: "C0123456789abcdef0123456789abcdef",
      messages: [
        {
          type: "text",
          text: "Alert firing: checkout is slow\n\nalert_id: alr_06fj2x9q0r4t8w1y5zab\nname: checkout is slow\nseverity: critical\nlabels.service: checkout\nlabels.environment: production\nvalue: 2.4\nsince: 2026-11-23T14:20:00.000Z\n\ncritical · 2026-11-23T14:20:00.000Z · evt_06fj2x9q0r4t8w1y5zab",
        },
      ],
      notificationDisabled: false,
    },
  },
};
