// The request of `loki`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { jsonText, type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "loki",
  sources: ["https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs"],
  url: /^https:\/\/logs-prod-eu-west-0\.grafana\.net\/loki\/api\/v1\/push$/,
  body: z.strictObject({
    streams: z.array(
      z.strictObject({
        stream: z
          .record(z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/), z.string())
          .refine((labels) => Object.keys(labels).length <= 15, "15 labels"),
        values: z.array(z.tuple([z.string().regex(/^\d{19}$/), jsonText])),
      }),
    ),
  }),
  expected: {
    method: "POST",
    url: "https://logs-prod-eu-west-0.grafana.net/loki/api/v1/push",
    headers: {
      "content-type": "application/json",
      "user-agent": "traceo-gateway",
      authorization: "Basic MTIzNDU2OmdsY19YWFhY",
    },
    body: {
      streams: [
        {
          stream: { service_name: "traceo-gateway", event_type: "alert.firing", level: "critical" },
          values: [
            [
              "1795443600000000000",
              '{"id":"evt_06fj2x9q0r4t8w1y5zab","type":"alert.firing","timestamp":"2026-11-23T14:20:00.000Z","title":"Alert firing","summary":"Alert firing: checkout is slow","severity":"critical","state":"open","dedup_key":"alert:alr_06fj2x9q0r4t8w1y5zab","tenant":"ten_06fj2x9q0r4t8w1y5zab","key":"alr_06fj2x9q0r4t8w1y5zab","data":{"alert_id":"alr_06fj2x9q0r4t8w1y5zab","name":"checkout is slow","severity":"critical","labels":{"service":"checkout","environment":"production"},"value":2.4,"threshold":null,"since":"2026-11-23T14:20:00.000Z"}}',
            ],
          ],
        },
      ],
    },
  },
};
