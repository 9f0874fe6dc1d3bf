// The request of `telegram`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "telegram",
  sources: ["https://core.telegram.org/bots/api#sendmessage"],
  url: /^https:\/\/api\.telegram\.org\/bot123456:[\w-]+\/sendMessage$/,
  body: z.strictObject({
    chat_id: z.string(),
    message_thread_id: z.int().optional(),
    text: z.string().min(1).max(4_096),
    link_preview_options: z.strictObject({ is_disabled: z.boolean() }),
    disable_notification: z.boolean(),
    reply_markup: z
      .strictObject({
        inline_keyboard: z.array(z.array(z.strictObject({ text: z.string(), url: z.url() }))),
      })
      .optional(),
  }),
  expected: {
    method: "POST",
    url: "https://api.telegram.org/bot123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11/sendMessage",
    headers: { "content-type": "application/json", "user-agent": "traceo-gateway" },
    body: {
      chat_id: "-1001234567890",
      text: "Alert firing: checkout is slow\n\nalert_id: alr_06fj2x9q0r4t8w1y5zab\nname: checkout is slow\nseverity: critical\nlabels.service: checkout\nlabels.environment: production\nvalue: 2.4\nsince: 2026-11-23T14:20:00.000Z\n\ncritical · 2026-11-23T14:20:00.000Z · evt_06fj2x9q0r4t8w1y5zab",
      link_preview_options: { is_disabled: true },
      disable_notification: false,
    },
  },
};
