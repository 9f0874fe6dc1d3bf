// The request of `microsoft-teams`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

const run = z.strictObject({
  type: z.literal("TextRun"),
  text: z.string(),
  weight: z.enum(["Lighter", "Default", "Bolder"]),
});
const block = z.strictObject({ type: z.literal("RichTextBlock"), inlines: z.array(run).min(1) });
const container = z.strictObject({ type: z.literal("Container"), items: z.array(block).min(1) });
const action = z.strictObject({
  type: z.literal("Action.OpenUrl"),
  title: z.string(),
  url: z.url({ protocol: /^https$/ }),
});

export const GOLDEN: Golden = {
  id: "microsoft-teams",
  sources: [
    "https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using",
    "https://adaptivecards.io/explorer/RichTextBlock.html",
  ],
  url: /^https:\/\/prod-12\.westeurope\.logic\.azure\.com\/workflows\//,
  body: z.strictObject({
    type: z.literal("message"),
    attachments: z
      .array(
        z.strictObject({
          contentType: z.literal("application/vnd.microsoft.card.adaptive"),
          contentUrl: z.null(),
          content: z.strictObject({
            type: z.literal("AdaptiveCard"),
            version: z.enum(["1.0", "1.1", "1.2", "1.3", "1.4"]),
            // No TextBlock, which reads Markdown.
            body: z.array(z.union([block, container])).min(1),
            actions: z.array(action),
          }),
        }),
      )
      .length(1),
  }),
  expected: {
    method: "POST",
    url: "https://prod-12.westeurope.logic.azure.com/workflows/0123456789abcdef/triggers/manual/paths/invoke?api-version=2016-06-01&sig=XXXX",
    headers: { "content-type": "application/json", "user-agent": "traceo-gateway" },
    body: {
      type: "message",
      attachments: [
        {
          contentType: "application/vnd.microsoft.card.adaptive",
          contentUrl: null,
          content: {
            type: "AdaptiveCard",
            version: "1.4",
            body: [
              {
                type: "RichTextBlock",
                inlines: [{ type: "TextRun", text: "Alert firing", weight: "Bolder" }],
              },
              {
                type: "RichTextBlock",
                inlines: [{ type: "TextRun", text: "Alert firing: checkout is slow", weight: "Default" }],
              },
              {
                type: "Container",
                items: [
                  {
                    type: "RichTextBlock",
                    inlines: [
                      { type: "TextRun", text: "alert_id: ", weight: "Bolder" },
                      { type: "TextRun", text: "alr_06fj2x9q0r4t8w1y5zab", weight: "Default" },
                    ],
                  },
                  {
                    type: "RichTextBlock",
                    inlines: [
                      { type: "TextRun", text: "name: ", weight: "Bolder" },
                      { type: "TextRun", text: "checkout is slow", weight: "Default" },
                    ],
                  },
                  {
                    type: "RichTextBlock",
                    inlines: [
                      { type: "TextRun", text: "severity: ", weight: "Bolder" },
                      { type: "TextRun", text: "critical", weight: "Default" },
                    ],
                  },
                  {
                    type: "RichTextBlock",
                    inlines: [
                      { type: "TextRun", text: "labels.service: ", weight: "Bolder" },
                      { type: "TextRun", text: "checkout", weight: "Default" },
                    ],
                  },
                  {
                    type: "RichTextBlock",
                    inlines: [
                      { type: "TextRun", text: "labels.environment: ", weight: "Bolder" },
                      { type: "TextRun", text: "production", weight: "Default" },
                    ],
                  },
                  {
                    type: "RichTextBlock",
                    inlines: [
                      { type: "TextRun", text: "value: ", weight: "Bolder" },
                      { type: "TextRun", text: "2.4", weight: "Default" },
                    ],
                  },
                  {
                    type: "RichTextBlock",
                    inlines: [
                      { type: "TextRun", text: "since: ", weight: "Bolder" },
                      { type: "TextRun", text: "2026-11-23T14:20:00.000Z", weight: "Default" },
                    ],
                  },
                ],
              },
              {
                type: "RichTextBlock",
                inlines: [
                  {
                    type: "TextRun",
                    text: "critical · 2026-11-23T14:20:00.000Z · evt_06fj2x9q0r4t8w1y5zab",
                    weight: "Default",
                  },
                ],
              },
            ],
            actions: [],
          },
        },
      ],
    },
  },
};
