// Linear, GraphQL: an issue for each event. Values are variables, so no event changes the query. Linear answers 200 to a mutation
// that failed: `success` decides.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { codeReport } from "../report-text.ts";
import { secretText } from "../settings.ts";
import { choose, text, value } from "../template.ts";

const CREATE =
  "mutation Create($input: IssueCreateInput!) { issueCreate(input: $input) { success issue { id } } }";

export const linear: Connector = {
  id: "linear",
  name: "Linear",
  kind: "tickets",
  auth: "header",
  settings: z.strictObject({ api_key: secretText(), team_id: z.uuid() }),
  secrets: ["api_key"],
  request: {
    method: "POST",
    base: "https://api.linear.app",
    path: "/graphql",
    headers: { authorization: text("{settings.api_key}", 512, "ascii") },
    body: {
      json: {
        query: CREATE,
        variables: {
          input: {
            teamId: value("settings.team_id"),
            title: text("{summary}", 255, "title"),
            description: codeReport(20_000),
            priority: choose("severity", { critical: 1, error: 2, warning: 3 }, 4),
          },
        },
      },
    },
  },
  ignores: ["close"],
  limits: { bodyBytes: 262_144, perMinute: 25 },
  answers: { takenWhere: { pointer: "/data/issueCreate/success", is: true } },
  documentation: "https://linear.app/developers/graphql",
  example: {
    settings: { api_key: "lin_api_XXXX", team_id: "9cfb482a-81e3-4154-b5b9-2c805e70a02d" },
    event: "alert.firing",
  },
};
