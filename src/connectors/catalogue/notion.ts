// Notion: a page in a database for each event. Rich text holds text objects of 2,000 characters at most, and no markup.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { secretText } from "../settings.ts";
import { each, text, value, type Template } from "../template.ts";

const rich = (pattern: string): Template => [{ type: "text", text: { content: text(pattern, 2_000) } }];

export const notion: Connector = {
  id: "notion",
  name: "Notion",
  kind: "tickets",
  auth: "bearer",
  settings: z.strictObject({ token: secretText(256), database_id: z.uuid() }),
  secrets: ["token"],
  request: {
    method: "POST",
    base: "https://api.notion.com",
    path: "/v1/pages",
    headers: { authorization: text("Bearer {settings.token}", 512, "ascii"), "notion-version": "2022-06-28" },
    body: {
      json: {
        parent: { type: "database_id", database_id: value("settings.database_id") },
        // `title` is the id of every database's title property, whatever its name.
        properties: { title: { title: rich("{summary}") } },
        children: each("facts", 50, {
          object: "block",
          type: "bulleted_list_item",
          bulleted_list_item: { rich_text: rich("{fact.name}: {fact.value}") },
        }),
      },
    },
  },
  ignores: ["close"],
  limits: { bodyBytes: 500_000, perMinute: 180 },
  documentation: "https://developers.notion.com/reference/post-page",
  example: {
    settings: { token: "ntn_XXXX", database_id: "9cfb482a-81e3-4154-b5b9-2c805e70a02d" },
    event: "alert.firing",
  },
};
