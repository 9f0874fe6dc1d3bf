// GitHub: an issue for each event. Foreign text stands in an indented code block, where nothing is markup or a mention, and in
// the title, where an invisible sign follows each `@` and `#`.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { codeReport } from "../report-text.ts";
import { plainText, secretText } from "../settings.ts";
import { text, value } from "../template.ts";

const repositoryName = z.string().regex(/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/, "the name of a repository");

export const githubIssues: Connector = {
  id: "github-issues",
  name: "GitHub Issues",
  kind: "tickets",
  auth: "bearer",
  settings: z.strictObject({
    token: secretText(),
    owner: z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/, "a user or organization"),
    repository: repositoryName,
    labels: z.array(plainText(50)).max(10).optional(),
  }),
  secrets: ["token"],
  request: {
    method: "POST",
    base: "https://api.github.com",
    path: text("/repos/{settings.owner}/{settings.repository}/issues", 512, "url"),
    headers: {
      authorization: text("Bearer {settings.token}", 1_024, "ascii"),
      accept: "application/vnd.github+json",
      "x-github-api-version": "2022-11-28",
    },
    body: {
      json: {
        title: text("{summary}", 256, "title"),
        body: codeReport(60_000),
        labels: value("settings.labels"),
      },
    },
  },
  ignores: ["close"],
  limits: { bodyBytes: 262_144, perMinute: 80 },
  documentation: "https://docs.github.com/en/rest/issues/issues#create-an-issue",
  example: {
    settings: { token: "github_pat_XXXX", owner: "example", repository: "operations", labels: ["traceo"] },
    event: "alert.firing",
  },
};
