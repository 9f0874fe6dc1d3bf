// The request of `linear`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

/** A line that is ours, an empty one, and from there on nothing that does not begin with four spaces. */
const INDENTED = /^Sent by Traceo:\n\n(?: {4}[^\n]*(?:\n|$))+$/;

export const GOLDEN: Golden = {
  id: "linear",
  sources: [
    "https://linear.app/developers/graphql",
    "https://studio.apollographql.com/public/Linear-API/variant/current/schema/reference/inputs/IssueCreateInput",
  ],
  url: /^https:\/\/api\.linear\.app\/graphql$/,
  body: z.strictObject({
    query: z.literal(
      "mutation Create($input: IssueCreateInput!) { issueCreate(input: $input) { success issue { id } } }",
    ),
    variables: z.strictObject({
      input: z.strictObject({
        teamId: z.uuid(),
        title: z.string().min(1).max(255),
        description: z.string().regex(INDENTED),
        // 0 is none, 1 urgent, 4 low.
        priority: z.int().min(0).max(4),
      }),
    }),
  }),
  expected: {
    method: "POST",
    url: "https://api.linear.app/graphql",
    headers: {
      "content-type": "application/json",
      "user-agent": "traceo-gateway",
      authorization: "lin_api_XXXX",
    },
    body: {
      query:
        "mutation Create($input: IssueCreateInput!) { issueCreate(input: $input) { success issue { id } } }",
      variables: {
        input: {
          teamId: "9cfb482a-81e3-4154-b5b9-2c805e70a02d",
          title: "Alert firing: checkout is slow",
          description:
            "Sent by Traceo:\n\n    Alert firing: checkout is slow\n    critical · 2026-11-23T14:20:00.000Z · evt_06fj2x9q0r4t8w1y5zab\n    alert_id: alr_06fj2x9q0r4t8w1y5zab\n    name: checkout is slow\n    severity: critical\n    labels.service: checkout\n    labels.environment: production\n    value: 2.4\n    since: 2026-11-23T14:20:00.000Z",
          priority: 1,
        },
      },
    },
  },
};
