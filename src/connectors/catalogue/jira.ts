// Jira Cloud, REST API v3: an issue for each event. The description is an Atlassian document, whose text nodes know no markup.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { mailbox, plainText, secretText, vendorSite } from "../settings.ts";
import { basic, each, given, text, value, type Template } from "../template.ts";

const paragraph = (...content: Template[]): Template => ({ type: "paragraph", content });
const node = (pattern: string, max: number): Template => ({ type: "text", text: text(pattern, max, "line") });

export const jira: Connector = {
  id: "jira",
  name: "Jira",
  kind: "tickets",
  auth: "basic",
  settings: z.strictObject({
    site_url: vendorSite([".atlassian.net"]),
    email: mailbox(),
    api_token: secretText(),
    project_key: z.string().regex(/^[A-Z][A-Z0-9_]{1,9}$/, "a project's key, such as `OPS`"),
    issue_type: plainText(60).default("Task"),
  }),
  secrets: ["api_token"],
  request: {
    method: "POST",
    base: value("settings.site_url"),
    path: "/rest/api/3/issue",
    headers: {
      authorization: basic(value("settings.email"), value("settings.api_token")),
      accept: "application/json",
    },
    body: {
      json: {
        fields: {
          project: { key: value("settings.project_key") },
          issuetype: { name: value("settings.issue_type") },
          summary: text("{summary}", 255, "line"),
          labels: ["traceo", text("{dedup_key}", 255, "word")],
          description: {
            type: "doc",
            version: 1,
            content: [
              paragraph(node("{summary}", 1_000)),
              given("facts", {
                type: "bulletList",
                content: each("facts", 30, {
                  type: "listItem",
                  content: [paragraph(node("{fact.name}: {fact.value}", 500))],
                }),
              }),
              given("link", paragraph(node("{link}", 1_000))),
              paragraph(node("{severity} · {at} · {id}", 200)),
            ],
          },
        },
      },
    },
  },
  ignores: ["close"],
  limits: { bodyBytes: 100_000, perMinute: null },
  documentation:
    "https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-post",
  example: {
    settings: {
      site_url: "https://example.atlassian.net",
      email: "ops@example.com",
      api_token: "XXXXXXXXXXXXXXXX",
      project_key: "OPS",
    },
    event: "alert.firing",
  },
};
