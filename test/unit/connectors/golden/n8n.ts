// The request of `n8n`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "n8n",
  sources: ["https://docs.n8n.io/integrations/builtin/core-nodes/n8n-nodes-base.webhook/"],
  url: /^https:\/\/example\.app\.n8n\.cloud\/webhook\/[0-9a-f-]+$/,
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
    url: "https://example.app.n8n.cloud/webhook/d1cba915-ca18-4425-bcfb-133205fc815a",
    headers: { "content-type": "application/json", "user-agent": "traceo-gateway", authorization: "XXXX" },
    body: {
      id: "evt_06fj2x9q0r4t8w1y5zab",
      type: "report.ready",
      timestamp: "2026-11-23T14:20:00.000Z",
      title: "Report ready",
      summary: "Report ready: cost by team",
      severity: "info",
      state: "note",
      dedup_key: "report.ready:evt_06fj2x9q0r4t8w1y5zab",
      tenant: "ten_06fj2x9q0r4t8w1y5zab",
      key: "alr_06fj2x9q0r4t8w1y5zab",
      data: { report_id: "rep_1", name: "cost by team", format: "pdf" },
    },
  },
};
