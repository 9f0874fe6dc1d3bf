// The request of `datadog-events`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "datadog-events",
  sources: ["https://docs.datadoghq.com/api/latest/events/#post-an-event"],
  url: /^https:\/\/api\.datadoghq\.eu\/api\/v1\/events$/,
  never: [/@(?!\u200b)/],
  body: z.strictObject({
    title: z.string().min(1).max(100),
    text: z.string().min(1).max(4_000),
    aggregation_key: z.string().max(100),
    alert_type: z.enum(["error", "warning", "info", "success", "user_update", "recommendation", "snapshot"]),
    priority: z.enum(["normal", "low"]),
    date_happened: z.int().optional(),
    source_type_name: z.string(),
    tags: z.array(z.string().max(200)),
  }),
  expected: {
    method: "POST",
    url: "https://api.datadoghq.eu/api/v1/events",
    headers: {
      "content-type": "application/json",
      "user-agent": "traceo-gateway",
      "dd-api-key": "0123456789abcdef0123456789abcdef",
    },
    body: {
      title: "Alert firing: checkout is slow",
      text: "Alert firing: checkout is slow · critical · 2026-11-23T14:20:00.000Z · evt_06fj2x9q0r4t8w1y5zab",
      aggregation_key: "alert:alr_06fj2x9q0r4t8w1y5zab",
      alert_type: "error",
      priority: "normal",
      date_happened: 1795443600,
      source_type_name: "traceo",
      tags: [
        "event_type:alert.firing",
        "tenant:ten_06fj2x9q0r4t8w1y5zab",
        "event_id:evt_06fj2x9q0r4t8w1y5zab",
        "happened_at:2026-11-23T14:20:00.000Z",
      ],
    },
  },
};
