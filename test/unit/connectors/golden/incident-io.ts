// The request of `incident-io`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

/** A line that is ours, an empty one, and from there on nothing that does not begin with four spaces. */
const INDENTED = /^Sent by Traceo:\n\n(?: {4}[^\n]*(?:\n|$))+$/;

export const GOLDEN: Golden = {
  id: "incident-io",
  sources: ["https://api-docs.incident.io/tag/Alert-Events-V2"],
  url: /^https:\/\/api\.incident\.io\/v2\/alert_events\/http\/01GW2G3V0S59R238FAHPDS1R66$/,
  body: z.strictObject({
    title: z.string().min(1),
    description: z.string().regex(INDENTED),
    deduplication_key: z.string(),
    status: z.enum(["firing", "resolved"]),
    source_url: z.url().optional(),
    metadata: z.record(z.string(), z.json()),
  }),
  expected: {
    method: "POST",
    url: "https://api.incident.io/v2/alert_events/http/01GW2G3V0S59R238FAHPDS1R66",
    headers: {
      "content-type": "application/json",
      "user-agent": "traceo-gateway",
      authorization: "Bearer XXXX",
    },
    body: {
      title: "Alert firing: checkout is slow",
      description:
        "Sent by Traceo:\n\n    Alert firing: checkout is slow\n    critical · 2026-11-23T14:20:00.000Z · evt_06fj2x9q0r4t8w1y5zab\n    alert_id: alr_06fj2x9q0r4t8w1y5zab\n    name: checkout is slow\n    severity: critical\n    labels.service: checkout\n    labels.environment: production\n    value: 2.4\n    since: 2026-11-23T14:20:00.000Z",
      deduplication_key: "alert:alr_06fj2x9q0r4t8w1y5zab",
      status: "firing",
      metadata: {
        severity: "critical",
        type: "alert.firing",
        event_id: "evt_06fj2x9q0r4t8w1y5zab",
        data: {
          alert_id: "alr_06fj2x9q0r4t8w1y5zab",
          name: "checkout is slow",
          severity: "critical",
          labels: { service: "checkout", environment: "production" },
          value: 2.4,
          threshold: null,
          since: "2026-11-23T14:20:00.000Z",
        },
      },
    },
  },
};
