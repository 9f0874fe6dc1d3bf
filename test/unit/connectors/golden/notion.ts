// The request of `notion`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

const rich = z
  .array(
    z.strictObject({ type: z.literal("text"), text: z.strictObject({ content: z.string().max(2_000) }) }),
  )
  .min(1)
  .max(100);

export const GOLDEN: Golden = {
  id: "notion",
  sources: [
    "https://developers.notion.com/reference/post-page",
    "https://developers.notion.com/reference/request-limits",
  ],
  url: /^https:\/\/api\.notion\.com\/v1\/pages$/,
  body: z.strictObject({
    parent: z.strictObject({ type: z.literal("database_id"), database_id: z.uuid() }),
    properties: z.strictObject({ title: z.strictObject({ title: rich }) }),
    children: z
      .array(
        z.strictObject({
          object: z.literal("block"),
          type: z.literal("bulleted_list_item"),
          bulleted_list_item: z.strictObject({ rich_text: rich }),
        }),
      )
      .max(100)
      .optional(),
  }),
  expected: {
    method: "POST",
    url: "https://api.notion.com/v1/pages",
    headers: {
      "content-type": "application/json",
      "user-agent": "traceo-gateway",
      authorization: "Bearer ntn_XXXX",
      "notion-version": "2022-06-28",
    },
    body: {
      parent: { type: "database_id", database_id: "9cfb482a-81e3-4154-b5b9-2c805e70a02d" },
      properties: {
        title: { title: [{ type: "text", text: { content: "Alert firing: checkout is slow" } }] },
      },
      children: [
        {
          object: "block",
          type: "bulleted_list_item",
          bulleted_list_item: {
            rich_text: [{ type: "text", text: { content: "alert_id: alr_06fj2x9q0r4t8w1y5zab" } }],
          },
        },
        {
          object: "block",
          type: "bulleted_list_item",
          bulleted_list_item: { rich_text: [{ type: "text", text: { content: "name: checkout is slow" } }] },
        },
        {
          object: "block",
          type: "bulleted_list_item",
          bulleted_list_item: { rich_text: [{ type: "text", text: { content: "severity: critical" } }] },
        },
        {
          object: "block",
          type: "bulleted_list_item",
          bulleted_list_item: {
            rich_text: [{ type: "text", text: { content: "labels.service: checkout" } }],
          },
        },
        {
          object: "block",
          type: "bulleted_list_item",
          bulleted_list_item: {
            rich_text: [{ type: "text", text: { content: "labels.environment: production" } }],
          },
        },
        {
          object: "block",
          type: "bulleted_list_item",
          bulleted_list_item: { rich_text: [{ type: "text", text: { content: "value: 2.4" } }] },
        },
        {
          object: "block",
          type: "bulleted_list_item",
          bulleted_list_item: {
            rich_text: [{ type: "text", text: { content: "since: 2026-11-23T14:20:00.000Z" } }],
          },
        },
      ],
    },
  },
};
