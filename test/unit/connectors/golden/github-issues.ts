// The request of `github-issues`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

/** A line that is ours, an empty one, and from there on nothing that does not begin with four spaces. */
const INDENTED = /^Sent by Traceo:\n\n(?: {4}[^\n]*(?:\n|$))+$/;

export const GOLDEN: Golden = {
  id: "github-issues",
  sources: [
    "https://docs.github.com/en/rest/issues/issues#create-an-issue",
    "https://github.github.com/gfm/#indented-code-blocks",
  ],
  url: /^https:\/\/api\.github\.com\/repos\/example\/operations\/issues$/,
  body: z.strictObject({
    title: z.string().min(1).max(256),
    body: z.string().max(65_536).regex(INDENTED),
    labels: z.array(z.string()).optional(),
  }),
  expected: {
    method: "POST",
    url: "https://api.github.com/repos/example/operations/issues",
    headers: {
      "content-type": "application/json",
      "user-agent": "traceo-gateway",
      authorization: "Bearer github_pat_XXXX",
      accept: "application/vnd.github+json",
      "x-github-api-version": "2022-11-28",
    },
    body: {
      title: "Alert firing: checkout is slow",
      body: "Sent by Traceo:\n\n    Alert firing: checkout is slow\n    critical · 2026-11-23T14:20:00.000Z · evt_06fj2x9q0r4t8w1y5zab\n    alert_id: alr_06fj2x9q0r4t8w1y5zab\n    name: checkout is slow\n    severity: critical\n    labels.service: checkout\n    labels.environment: production\n    value: 2.4\n    since: 2026-11-23T14:20:00.000Z",
      labels: ["traceo"],
    },
  },
};
