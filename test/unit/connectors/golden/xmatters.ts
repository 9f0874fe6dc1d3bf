// The request of `xmatters`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "xmatters",
  sources: ["https://help.xmatters.com/ondemand/flowdesigner/http-trigger.htm"],
  url: /^https:\/\/example\.xmatters\.com\/api\/integration\/1\/functions\/[0-9a-f-]+\/triggers\?apiKey=XXXX$/,
  body: z.strictObject({
    id: z.string(),
    type: z.string(),
    timestamp: z.iso.datetime(),
    title: z.string(),
    summary: z.string().min(1).max(1_000),
    severity: z.enum(["critical", "error", "warning", "info"]),
    state: z.enum(["open", "close", "note"]),
    dedup_key: z.string().max(255),
    tenant: z.string(),
    key: z.string().optional(),
    sequence: z.int().optional(),
    link: z.url({ protocol: /^https$/ }).optional(),
    data: z.json(),
  }),
  expected: {
    method: "POST",
    url: "https://example.xmatters.com/api/integration/1/functions/01234567-89ab-cdef-0123-456789abcdef/triggers?apiKey=XXXX",
    headers: { "content-type": "application/json", "user-agent": "traceo-gateway" },
    body: {
      id: "evt_06fj2x9q0r4t8w1y5zab",
      type: "alert.firing",
      timestamp: "2026-11-23T14:20:00.000Z",
      title: "Alert firing",
      summary: "Alert firing: checkout is slow",
      severity: "critical",
      state: "open",
      dedup_key: "alert:alr_06fj2x9q0r4t8w1y5zab",
      tenant: "ten_06fj2x9q0r4t8w1y5zab",
      key: "alr_06fj2x9q0r4t8w1y5zab",
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
};
