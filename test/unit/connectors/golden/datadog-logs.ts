// The request of `datadog-logs`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "datadog-logs",
  sources: ["https://docs.datadoghq.com/api/latest/logs/#send-logs"],
  url: /^https:\/\/http-intake\.logs\.datadoghq\.com\/api\/v2\/logs$/,
  body: z
    .array(
      z.strictObject({
        ddsource: z.string(),
        ddtags: z.string(),
        service: z.string(),
        message: z.string(),
        status: z.string(),
        timestamp: z.iso.datetime(),
        traceo: z.record(z.string(), z.json()),
      }),
    )
    .max(1_000),
  expected: {
    method: "POST",
    url: "https://http-intake.logs.datadoghq.com/api/v2/logs",
    headers: {
      "content-type": "application/json",
      "user-agent": "traceo-gateway",
      "dd-api-key": "0123456789abcdef0123456789abcdef",
    },
    body: [
      {
        ddsource: "traceo",
        ddtags: "tenant:ten_06fj2x9q0r4t8w1y5zab",
        service: "traceo-gateway",
        message: "Alert firing: checkout is slow",
        status: "critical",
        timestamp: "2026-11-23T14:20:00.000Z",
        traceo: {
          id: "evt_06fj2x9q0r4t8w1y5zab",
          type: "alert.firing",
          state: "open",
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
    ],
  },
};
