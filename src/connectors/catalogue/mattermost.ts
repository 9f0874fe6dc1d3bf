// Mattermost, by an incoming webhook. Texts are Markdown in which `@channel` calls everybody: what the event says stands in an
// indented code block, and in the fallback with an invisible sign after each `@`.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { codeReport } from "../report-text.ts";
import { ownUrl } from "../settings.ts";
import { choose, text, value } from "../template.ts";

export const mattermost: Connector = {
  id: "mattermost",
  name: "Mattermost",
  kind: "chat",
  auth: "url",
  settings: z.strictObject({ webhook_url: ownUrl() }),
  secrets: ["webhook_url"],
  request: {
    method: "POST",
    base: value("settings.webhook_url"),
    body: {
      json: {
        attachments: [
          {
            fallback: text("{summary}", 500, "title"),
            color: choose(
              "severity",
              { critical: "#b71c1c", error: "#e53935", warning: "#fb8c00" },
              "#1e88e5",
            ),
            title: text("{title}", 200, "title"),
            title_link: value("link"),
            text: codeReport(8_000),
          },
        ],
      },
    },
  },
  limits: { bodyBytes: 65_536, perMinute: null },
  documentation: "https://developers.mattermost.com/integrate/webhooks/incoming/",
  example: {
    settings: { webhook_url: "https://mattermost.example.com/hooks/xxxxxxxxxxxxxxxxxxxxxxxxxx" },
    event: "alert.firing",
  },
};
