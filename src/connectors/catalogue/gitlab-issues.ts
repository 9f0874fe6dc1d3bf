// GitLab, of gitlab.com or one's own: an issue for each event. In an indented code block no line is a quick action (`/close`) and
// nothing is a mention; in the title an invisible sign follows each `@`.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { codeReport } from "../report-text.ts";
import { ownSite, secretText } from "../settings.ts";
import { text, value } from "../template.ts";

export const gitlabIssues: Connector = {
  id: "gitlab-issues",
  name: "GitLab Issues",
  kind: "tickets",
  auth: "header",
  settings: z.strictObject({
    site_url: ownSite().default("https://gitlab.com"),
    token: secretText(),
    project: z
      .string()
      .max(255)
      .regex(
        /^(?!\.{1,2}$)[\w-][\w.-]*(?:\/[\w-][\w.-]*)*$/,
        "a project's number or path, such as `group/project`",
      ),
    labels: z
      .string()
      .max(255)
      .regex(/^[^\p{Cc}]+$/u, "names with commas between")
      .optional(),
  }),
  secrets: ["token"],
  request: {
    method: "POST",
    base: value("settings.site_url"),
    path: text("/api/v4/projects/{settings.project}/issues", 1_024, "url"),
    headers: { "private-token": text("{settings.token}", 512, "ascii") },
    body: {
      json: {
        title: text("{summary}", 255, "title"),
        description: codeReport(60_000),
        labels: value("settings.labels"),
      },
    },
  },
  ignores: ["close"],
  limits: { bodyBytes: 262_144, perMinute: 200 },
  documentation: "https://docs.gitlab.com/api/issues/#new-issue",
  example: {
    settings: { token: "glpat-XXXX", project: "example/operations", labels: "traceo" },
    event: "alert.firing",
  },
};
