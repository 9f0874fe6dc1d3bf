// Discord, by a channel's webhook. Mentions are switched off for the whole message; Markdown is escaped. An embed's texts
// are 6,000 characters together at most. `wait=true` has the answer come after the message is stored.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { vendorUrl } from "../settings.ts";
import { choose, each, text, value } from "../template.ts";

export const discord: Connector = {
  id: "discord",
  name: "Discord",
  kind: "chat",
  auth: "url",
  settings: z.strictObject({
    webhook_url: vendorUrl(
      ["discord.com", "ptb.discord.com", "canary.discord.com", "discordapp.com"],
      /^\/api\/(v\d+\/)?webhooks\/\d+\/[\w-]+$/,
    ).refine((written) => !written.includes("?"), "no query"),
  }),
  secrets: ["webhook_url"],
  request: {
    method: "POST",
    base: value("settings.webhook_url"),
    path: "?wait=true",
    body: {
      json: {
        allowed_mentions: { parse: [] },
        embeds: [
          {
            title: text("{title}", 256, "markdown"),
            description: text("{summary}", 1_000, "markdown"),
            url: value("link"),
            color: choose("severity", { critical: 0xb71c1c, error: 0xe53935, warning: 0xfb8c00 }, 0x1e88e5),
            timestamp: value("at"),
            fields: each("facts", 10, {
              name: text("{fact.name}", 100, "markdown"),
              value: text("{fact.value}", 300, "markdown"),
            }),
            footer: { text: text("{severity} · {id}", 100, "line") },
          },
        ],
      },
    },
  },
  limits: { bodyBytes: 100_000, perMinute: 30 },
  documentation: "https://discord.com/developers/docs/resources/webhook#execute-webhook",
  example: {
    settings: { webhook_url: "https://discord.com/api/webhooks/123456789012345678/XXXXXXXXXXXXXXXX" },
    event: "alert.firing",
  },
};
