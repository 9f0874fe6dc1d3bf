// The request of `new-relic-events`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "new-relic-events",
  sources: [
    "https://docs.newrelic.com/docs/data-apis/ingest-apis/event-api/introduction-event-api/",
    "https://docs.newrelic.com/docs/data-apis/custom-data/custom-events/data-requirements-limits-custom-event-data/",
  ],
  url: /^https:\/\/insights-collector\.eu01\.nr-data\.net\/v1\/accounts\/1234567\/events$/,
  body: z
    .array(
      z.intersection(
        z.object({
          eventType: z.string().regex(/^[A-Za-z0-9_:]{1,255}$/),
          timestamp: z.int().optional(),
        }),
        z
          .record(z.string().regex(/^[A-Za-z0-9_:.]{1,255}$/), z.union([z.string().max(4_096), z.number()]))
          .refine((attributes) => Object.keys(attributes).length <= 254, "254 attributes"),
      ),
    )
    .min(1),
  expected: {
    method: "POST",
    url: "https://insights-collector.eu01.nr-data.net/v1/accounts/1234567/events",
    headers: {
      "content-type": "application/json",
      "user-agent": "traceo-gateway",
      "api-key": "0123456789abcdef0123456789abcdef0123NRAL",
    },
    body: [
      {
        eventType: "TraceoEvent",
        timestamp: 1795443600,
        traceoEventId: "evt_06fj2x9q0r4t8w1y5zab",
        traceoType: "alert.firing",
        traceoTenant: "ten_06fj2x9q0r4t8w1y5zab",
        traceoAt: "2026-11-23T14:20:00.000Z",
        summary: "Alert firing: checkout is slow",
        severity: "critical",
        state: "open",
        dedupKey: "alert:alr_06fj2x9q0r4t8w1y5zab",
        details:
          "alert_id: alr_06fj2x9q0r4t8w1y5zab\nname: checkout is slow\nseverity: critical\nlabels.service: checkout\nlabels.environment: production\nvalue: 2.4\nsince: 2026-11-23T14:20:00.000Z",
      },
    ],
  },
};
