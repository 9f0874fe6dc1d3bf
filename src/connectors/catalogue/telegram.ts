// Telegram, Bot API. Without `parse_mode` a text is a text: nothing in it is markup. 4,096 characters at most.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { plainReport } from "../report-text.ts";
import { choose, given, text, value } from "../template.ts";

export const telegram: Connector = {
  id: "telegram",
  name: "Telegram",
  kind: "chat",
  auth: "url",
  settings: z.strictObject({
    bot_token: z.string().regex(/^\d{5,20}:[A-Za-z0-9_-]{30,64}$/, "a bot's token, such as `123456:ABC…`"),
    chat_id: z
      .string()
      .regex(/^(?:-?\d{1,20}|@[A-Za-z0-9_]{4,32})$/, "a chat's number, or `@` and a channel's name"),
    topic_id: z.int().min(1).optional(),
  }),
  secrets: ["bot_token"],
  request: {
    method: "POST",
    base: "https://api.telegram.org",
    path: text("/bot{settings.bot_token}/sendMessage", 256, "url"),
    body: {
      json: {
        chat_id: value("settings.chat_id"),
        message_thread_id: value("settings.topic_id"),
        text: plainReport(4_096),
        link_preview_options: { is_disabled: true },
        disable_notification: choose("severity", { info: true }, false),
        reply_markup: given("link", { inline_keyboard: [[{ text: "Open", url: value("link") }]] }),
      },
    },
  },
  limits: { bodyBytes: 65_536, perMinute: 20 },
  documentation: "https://core.telegram.org/bots/api#sendmessage",
  example: {
    settings: { bot_token: "123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11", chat_id: "-1001234567890" },
    event: "alert.firing",
  },
};
