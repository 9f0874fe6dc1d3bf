// Rocket.Chat, by an incoming webhook. An invisible sign follows each `@`, `#`, `!` and `[`: nothing calls anybody or is a link.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { ownUrl } from "../settings.ts";
import { choose, each, text, value } from "../template.ts";

export const rocketChat: Connector = {
  id: "rocket-chat",
  name: "Rocket.Chat",
  kind: "chat",
  auth: "url",
  settings: z.strictObject({ webhook_url: ownUrl() }),
  secrets: ["webhook_url"],
  request: {
    method: "POST",
    base: value("settings.webhook_url"),
    body: {
      json: {
        text: text("{summary}", 1_000, "title"),
        attachments: [
          {
            title: text("{title}", 200, "title"),
            title_link: value("link"),
            text: text("{severity} · {at} · {id}", 300, "title"),
            color: choose(
              "severity",
              { critical: "#b71c1c", error: "#e53935", warning: "#fb8c00" },
              "#1e88e5",
            ),
            fields: each("facts", 20, {
              title: text("{fact.name}", 100, "title"),
              value: text("{fact.value}", 300, "title"),
              short: false,
            }),
          },
        ],
      },
    },
  },
  limits: { bodyBytes: 65_536, perMinute: null },
  documentation: "https://docs.rocket.chat/docs/integrations",
  example: {
    settings: { webhook_url: "https://rocketchat.example.com/hooks/64b0/XXXX" },
    event: "alert.firing",
  },
};
