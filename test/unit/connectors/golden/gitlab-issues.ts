// The request of `gitlab-issues`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

/** A line that is ours, an empty one, and from there on nothing that does not begin with four spaces. */
const INDENTED = /^Sent by Traceo:\n\n(?: {4}[^\n]*(?:\n|$))+$/;

export const GOLDEN: Golden = {
  id: "gitlab-issues",
  sources: [
    "https://docs.gitlab.com/api/issues/#new-issue",
    "https://docs.gitlab.com/user/project/quick_actions/",
  ],
  url: /^https:\/\/gitlab\.com\/api\/v4\/projects\/example%2Foperations\/issues$/,
  never: [/^\/(?:close|assign)/m],
  body: z.strictObject({
    title: z.string().min(1).max(255),
    description: z.string().max(1_048_576).regex(INDENTED),
    labels: z.string().optional(),
  }),
  expected: {
    method: "POST",
    url: "https://gitlab.com/api/v4/projects/example%2Foperations/issues",
    headers: {
      "content-type": "application/json",
      "user-agent": "traceo-gateway",
      "private-token": "glpat-XXXX",
    },
    body: {
      title: "Alert firing: checkout is slow",
      description:
        "Sent by Traceo:\n\n    Alert firing: checkout is slow\n    critical · 2026-11-23T14:20:00.000Z · evt_06fj2x9q0r4t8w1y5zab\n    alert_id: alr_06fj2x9q0r4t8w1y5zab\n    name: checkout is slow\n    severity: critical\n    labels.service: checkout\n    labels.environment: production\n    value: 2.4\n    since: 2026-11-23T14:20:00.000Z",
      labels: "traceo",
    },
  },
};
