// The request of `zenduty`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "zenduty",
  sources: ["https://zenduty.com/docs/api-integration/"],
  url: /^https:\/\/events\.zenduty\.com\/api\/events\/[0-9a-f-]+\/$/,
  body: z.strictObject({
    message: z.string().min(1),
    summary: z.string(),
    alert_type: z.enum(["critical", "acknowledged", "resolved", "error", "warning", "info"]),
    entity_id: z.string(),
    payload: z.record(z.string(), z.json()),
  }),
  expected: {
    method: "POST",
    url: "https://events.zenduty.com/api/events/01234567-89ab-cdef-0123-456789abcdef/",
    headers: { "content-type": "application/json", "user-agent": "traceo-gateway" },
    body: {
      message: "Alert firing: checkout is slow",
      summary:
        "Alert firing: checkout is slow\n\nalert_id: alr_06fj2x9q0r4t8w1y5zab\nname: checkout is slow\nseverity: critical\nlabels.service: checkout\nlabels.environment: production\nvalue: 2.4\nsince: 2026-11-23T14:20:00.000Z\n\ncritical · 2026-11-23T14:20:00.000Z · evt_06fj2x9q0r4t8w1y5zab",
      alert_type: "critical",
      entity_id: "alert:alr_06fj2x9q0r4t8w1y5zab",
      payload: {
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
};
