// The request of `servicenow`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "servicenow",
  sources: [
    "https://www.servicenow.com/docs/bundle/xanadu-api-reference/page/integrate/inbound-rest/concept/c_TableAPI.html",
  ],
  url: /^https:\/\/example\.service-now\.com\/api\/now\/table\/incident$/,
  body: z.strictObject({
    short_description: z.string().min(1).max(160),
    description: z.string().max(4_000).optional(),
    urgency: z.enum(["1", "2", "3"]),
    impact: z.enum(["1", "2", "3"]),
    correlation_id: z.string().max(100),
    correlation_display: z.string().max(100),
    assignment_group: z.string().optional(),
  }),
  expected: {
    method: "POST",
    url: "https://example.service-now.com/api/now/table/incident",
    headers: {
      "content-type": "application/json",
      "user-agent": "traceo-gateway",
      authorization: "Basic dHJhY2VvOlhYWFhYWFhYWFhYWFhYWFg=",
      accept: "application/json",
    },
    body: {
      short_description: "Alert firing: checkout is slow",
      description:
        "alert_id: alr_06fj2x9q0r4t8w1y5zab\nname: checkout is slow\nseverity: critical\nlabels.service: checkout\nlabels.environment: production\nvalue: 2.4\nsince: 2026-11-23T14:20:00.000Z",
      urgency: "1",
      impact: "1",
      correlation_id: "alert:alr_06fj2x9q0r4t8w1y5zab",
      correlation_display: "Traceo",
    },
  },
};
