// The request of `make`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "make",
  sources: ["https://help.make.com/webhooks"],
  url: /^https:\/\/hook\.eu1\.make\.com\/[a-z0-9]+$/,
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
    url: "https://hook.eu1.make.com/abcdefghijklmnopqrstuvwxyz012345",
    headers: { "content-type": "application/json", "user-agent": "traceo-gateway", "x-make-apikey": "XXXX" },
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
