// Zulip, of Zulip Cloud or one's own: a message in a channel's topic. Events of one type come into one topic. In an indented
// code block nothing is a mention. A topic is 60 characters at most, a message 10,000.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { codeReport } from "../report-text.ts";
import { mailbox, ownSite, plainText, secretText } from "../settings.ts";
import { basic, text, value } from "../template.ts";

export const zulip: Connector = {
  id: "zulip",
  name: "Zulip",
  kind: "chat",
  auth: "basic",
  settings: z.strictObject({
    site_url: ownSite(),
    bot_email: mailbox(),
    api_key: secretText(64),
    channel: plainText(60),
  }),
  secrets: ["api_key"],
  request: {
    method: "POST",
    base: value("settings.site_url"),
    path: "/api/v1/messages",
    headers: { authorization: basic(value("settings.bot_email"), value("settings.api_key")) },
    body: {
      form: {
        type: "stream",
        to: value("settings.channel"),
        topic: text("{title}", 60, "line"),
        content: codeReport(10_000),
      },
    },
  },
  limits: { bodyBytes: 131_072, perMinute: 200 },
  documentation: "https://zulip.com/api/send-message",
  example: {
    settings: {
      site_url: "https://example.zulipchat.com",
      bot_email: "traceo-bot@example.zulipchat.com",
      api_key: "XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX",
      channel: "operations",
    },
    event: "alert.firing",
  },
};
