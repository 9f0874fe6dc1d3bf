// The request of `jira`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

const paragraph = z.strictObject({
  type: z.literal("paragraph"),
  content: z.array(z.strictObject({ type: z.literal("text"), text: z.string().min(1) })),
});
const list = z.strictObject({
  type: z.literal("bulletList"),
  content: z
    .array(z.strictObject({ type: z.literal("listItem"), content: z.array(paragraph).min(1) }))
    .min(1),
});

export const GOLDEN: Golden = {
  id: "jira",
  sources: [
    "https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-post",
    "https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/",
  ],
  url: /^https:\/\/example\.atlassian\.net\/rest\/api\/3\/issue$/,
  body: z.strictObject({
    fields: z.strictObject({
      project: z.strictObject({ key: z.string() }),
      issuetype: z.strictObject({ name: z.string() }),
      // "Summary must be less than 255 characters", on one line.
      summary: z
        .string()
        .min(1)
        .max(255)
        .regex(/^[^\n\r]+$/),
      labels: z.array(z.string().max(255).regex(/^\S+$/)),
      description: z
        .strictObject({
          type: z.literal("doc"),
          version: z.literal(1),
          content: z.array(z.union([paragraph, list])),
        })
        .refine((document) => JSON.stringify(document).length <= 32_767, "32,767 characters"),
    }),
  }),
  expected: {
    method: "POST",
    url: "https://example.atlassian.net/rest/api/3/issue",
    headers: {
      "content-type": "application/json",
      "user-agent": "traceo-gateway",
      authorization: "Basic b3BzQGV4YW1wbGUuY29tOlhYWFhYWFhYWFhYWFhYWFg=",
      accept: "application/json",
    },
    body: {
      fields: {
        project: { key: "OPS" },
        issuetype: { name: "Task" },
        summary: "Alert firing: checkout is slow",
        labels: ["traceo", "alert:alr_06fj2x9q0r4t8w1y5zab"],
        description: {
          type: "doc",
          version: 1,
          content: [
            { type: "paragraph", content: [{ type: "text", text: "Alert firing: checkout is slow" }] },
            {
              type: "bulletList",
              content: [
                {
                  type: "listItem",
                  content: [
                    {
                      type: "paragraph",
                      content: [{ type: "text", text: "alert_id: alr_06fj2x9q0r4t8w1y5zab" }],
                    },
                  ],
                },
                {
                  type: "listItem",
                  content: [
                    { type: "paragraph", content: [{ type: "text", text: "name: checkout is slow" }] },
                  ],
                },
                {
                  type: "listItem",
                  content: [{ type: "paragraph", content: [{ type: "text", text: "severity: critical" }] }],
                },
                {
                  type: "listItem",
                  content: [
                    { type: "paragraph", content: [{ type: "text", text: "labels.service: checkout" }] },
                  ],
                },
                {
                  type: "listItem",
                  content: [
                    {
                      type: "paragraph",
                      content: [{ type: "text", text: "labels.environment: production" }],
                    },
                  ],
                },
                {
                  type: "listItem",
                  content: [{ type: "paragraph", content: [{ type: "text", text: "value: 2.4" }] }],
                },
                {
                  type: "listItem",
                  content: [
                    {
                      type: "paragraph",
                      content: [{ type: "text", text: "since: 2026-11-23T14:20:00.000Z" }],
                    },
                  ],
                },
              ],
            },
            {
              type: "paragraph",
              content: [
                { type: "text", text: "critical · 2026-11-23T14:20:00.000Z · evt_06fj2x9q0r4t8w1y5zab" },
              ],
            },
          ],
        },
      },
    },
  },
};
