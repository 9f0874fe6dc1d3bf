// The request of `splunk-hec`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "splunk-hec",
  sources: ["https://docs.splunk.com/Documentation/Splunk/latest/Data/FormateventsforHTTPEventCollector"],
  url: /^https:\/\/http-inputs-example\.splunkcloud\.com\/services\/collector\/event$/,
  body: z.strictObject({
    time: z.number().min(1_000_000_000).max(9_999_999_999),
    host: z.string(),
    source: z.string(),
    sourcetype: z.string(),
    index: z.string().optional(),
    event: z.json().refine((event) => event !== null && event !== "", "neither blank nor missing"),
    // "fields must contain a flat (no nesting) list."
    fields: z.record(z.string(), z.string()),
  }),
  expected: {
    method: "POST",
    url: "https://http-inputs-example.splunkcloud.com/services/collector/event",
    headers: {
      "content-type": "application/json",
      "user-agent": "traceo-gateway",
      authorization: "Splunk 01234567-89ab-cdef-0123-456789abcdef",
    },
    body: {
      time: 1795443600,
      host: "traceo",
      source: "traceo-gateway",
      sourcetype: "traceo:event",
      index: "main",
      event: {
        id: "evt_06fj2x9q0r4t8w1y5zab",
        type: "alert.firing",
        timestamp: "2026-11-23T14:20:00.000Z",
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
      fields: {
        event_id: "evt_06fj2x9q0r4t8w1y5zab",
        event_type: "alert.firing",
        severity: "critical",
        tenant: "ten_06fj2x9q0r4t8w1y5zab",
      },
    },
  },
};
