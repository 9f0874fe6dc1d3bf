// The request of `grafana-annotations`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "grafana-annotations",
  sources: ["https://grafana.com/docs/grafana/latest/developers/http_api/annotations/#create-annotation"],
  url: /^https:\/\/example\.grafana\.net\/api\/annotations$/,
  never: [/[<>]/],
  body: z.strictObject({
    dashboardUID: z.string().max(40).optional(),
    panelId: z.int().optional(),
    time: z.int().min(1_000_000_000_000),
    tags: z.array(z.string()),
    text: z.string().min(1),
  }),
  expected: {
    method: "POST",
    url: "https://example.grafana.net/api/annotations",
    headers: {
      "content-type": "application/json",
      "user-agent": "traceo-gateway",
      authorization: "Bearer glsa_XXXX",
    },
    body: {
      dashboardUID: "jcIIG-07z",
      panelId: 2,
      time: 1795443600000,
      tags: ["traceo", "alert.firing", "critical"],
      text: "Alert firing: checkout is slow",
    },
  },
};
