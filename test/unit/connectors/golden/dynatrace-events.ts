// The request of `dynatrace-events`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "dynatrace-events",
  sources: ["https://docs.dynatrace.com/docs/shortlink/api-events-v2-post-event"],
  url: /^https:\/\/abc12345\.live\.dynatrace\.com\/api\/v2\/events\/ingest$/,
  body: z.strictObject({
    eventType: z.enum([
      "AVAILABILITY_EVENT",
      "CUSTOM_ALERT",
      "CUSTOM_ANNOTATION",
      "CUSTOM_CONFIGURATION",
      "CUSTOM_DEPLOYMENT",
      "CUSTOM_INFO",
      "ERROR_EVENT",
      "MARKED_FOR_TERMINATION",
      "PERFORMANCE_EVENT",
      "RESOURCE_CONTENTION_EVENT",
    ]),
    title: z.string().min(1),
    entitySelector: z.string().optional(),
    properties: z
      .record(z.string().max(100), z.string().max(4_096))
      .refine((map) => Object.keys(map).length <= 100, "100 properties"),
  }),
  expected: {
    method: "POST",
    url: "https://abc12345.live.dynatrace.com/api/v2/events/ingest",
    headers: {
      "content-type": "application/json",
      "user-agent": "traceo-gateway",
      authorization: "Api-Token dt0c01.XXXX.YYYY",
    },
    body: {
      eventType: "CUSTOM_ALERT",
      title: "Alert firing: checkout is slow",
      properties: {
        "traceo.event_id": "evt_06fj2x9q0r4t8w1y5zab",
        "traceo.type": "alert.firing",
        "traceo.severity": "critical",
        "traceo.state": "open",
        "traceo.key": "alert:alr_06fj2x9q0r4t8w1y5zab",
        "traceo.tenant": "ten_06fj2x9q0r4t8w1y5zab",
        "traceo.at": "2026-11-23T14:20:00.000Z",
        "traceo.details":
          "alert_id: alr_06fj2x9q0r4t8w1y5zab\nname: checkout is slow\nseverity: critical\nlabels.service: checkout\nlabels.environment: production\nvalue: 2.4\nsince: 2026-11-23T14:20:00.000Z",
      },
    },
  },
};
