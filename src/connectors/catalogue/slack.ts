// Slack, by an incoming webhook. Texts are escaped as "Formatting text for app surfaces" asks: `&`, `<` and `>` are the
// control characters of every text object, so no event can mention a channel or hide a link.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { vendorUrl } from "../settings.ts";
import { given, text, value, type Template } from "../template.ts";

const plain = (pattern: string, max: number): Template => ({
  type: "plain_text",
  text: text(pattern, max, "slack"),
  emoji: false,
});

export const slack: Connector = {
  id: "slack",
  name: "Slack",
  kind: "chat",
  auth: "url",
  settings: z.strictObject({
    webhook_url: vendorUrl(["hooks.slack.com", "hooks.slack-gov.com"], /^\/(services|workflows)\/[\w/-]+$/),
  }),
  secrets: ["webhook_url"],
  request: {
    method: "POST",
    base: value("settings.webhook_url"),
    body: {
      json: {
        text: text("{summary}", 1_000, "slack"),
        blocks: [
          { type: "header", text: plain("{title}", 150) },
          { type: "section", text: plain("{summary}", 3_000) },
          given("details", { type: "section", text: plain("{details}", 3_000) }),
          given("link", {
            type: "actions",
            elements: [{ type: "button", text: plain("Open", 75), url: value("link") }],
          }),
          { type: "context", elements: [plain("{severity} · {at} · {id}", 1_000)] },
        ],
        unfurl_links: false,
        unfurl_media: false,
      },
    },
  },
  limits: { bodyBytes: 100_000, perMinute: 60 },
  documentation: "https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks",
  example: {
    settings: {
      webhook_url: "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX",
    },
    event: "alert.firing",
  },
};
