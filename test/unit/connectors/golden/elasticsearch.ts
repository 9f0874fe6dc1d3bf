// The request of `elasticsearch`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { jsonText, type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "elasticsearch",
  sources: [
    "https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-create",
    "https://www.elastic.co/docs/reference/ecs/ecs-event",
  ],
  url: /^https:\/\/example\.es\.eu-west-1\.aws\.found\.io\/traceo-events\/_create\/evt_[0-9a-z]+$/,
  body: z.strictObject({
    "@timestamp": z.iso.datetime(),
    message: z.string().min(1),
    event: z.strictObject({
      id: z.string(),
      kind: z.enum(["alert", "enrichment", "event", "metric", "state", "pipeline_error", "signal"]),
      action: z.string(),
      severity: z.int(),
      provider: z.string(),
      original: jsonText,
    }),
    organization: z.strictObject({ id: z.string() }),
  }),
  expected: {
    method: "PUT",
    url: "https://example.es.eu-west-1.aws.found.io/traceo-events/_create/evt_06fj2x9q0r4t8w1y5zab",
    headers: {
      "content-type": "application/json",
      "user-agent": "traceo-gateway",
      authorization: "ApiKey XXXX==",
    },
    body: {
      "@timestamp": "2026-11-23T14:20:00.000Z",
      message: "Alert firing: checkout is slow",
      event: {
        id: "evt_06fj2x9q0r4t8w1y5zab",
        kind: "alert",
        action: "alert.firing",
        severity: 1,
        provider: "traceo",
        original:
          '{"alert_id":"alr_06fj2x9q0r4t8w1y5zab","name":"checkout is slow","severity":"critical","labels":{"service":"checkout","environment":"production"},"value":2.4,"threshold":null,"since":"2026-11-23T14:20:00.000Z"}',
      },
      organization: { id: "ten_06fj2x9q0r4t8w1y5zab" },
    },
  },
};
