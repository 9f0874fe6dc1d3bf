// Microsoft Teams, by a workflow of the template "When a Teams webhook request is received". Foreign text stands in TextRuns,
// which know no Markdown; a message is 28 KB at most, and a unit of text is three bytes at most.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { vendorUrl } from "../settings.ts";
import { each, given, text, value, type Template } from "../template.ts";

const runs = (...inlines: Template[]): Template => ({ type: "RichTextBlock", inlines });
const run = (pattern: string, max: number, weight: "Default" | "Bolder"): Template => ({
  type: "TextRun",
  text: text(pattern, max, "line"),
  weight,
});

export const microsoftTeams: Connector = {
  id: "microsoft-teams",
  name: "Microsoft Teams",
  kind: "chat",
  auth: "url",
  settings: z.strictObject({
    webhook_url: vendorUrl([".logic.azure.com", ".api.powerplatform.com"], /^\/.*workflows\//),
  }),
  secrets: ["webhook_url"],
  request: {
    method: "POST",
    base: value("settings.webhook_url"),
    body: {
      json: {
        type: "message",
        attachments: [
          {
            contentType: "application/vnd.microsoft.card.adaptive",
            contentUrl: null,
            content: {
              type: "AdaptiveCard",
              version: "1.4",
              body: [
                runs(run("{title}", 150, "Bolder")),
                runs(run("{summary}", 1_000, "Default")),
                given("facts", {
                  type: "Container",
                  items: each(
                    "facts",
                    16,
                    runs(run("{fact.name}: ", 66, "Bolder"), run("{fact.value}", 300, "Default")),
                  ),
                }),
                runs(run("{severity} · {at} · {id}", 200, "Default")),
              ],
              actions: [given("link", { type: "Action.OpenUrl", title: "Open", url: value("link") })],
            },
          },
        ],
      },
    },
  },
  limits: { bodyBytes: 28_000, perMinute: 240 },
  documentation:
    "https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using",
  example: {
    settings: {
      webhook_url:
        "https://prod-12.westeurope.logic.azure.com/workflows/0123456789abcdef/triggers/manual/paths/invoke?api-version=2016-06-01&sig=XXXX",
    },
    event: "alert.firing",
  },
};
