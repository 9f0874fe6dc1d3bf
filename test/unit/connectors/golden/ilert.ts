// The request of `ilert`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "ilert",
  sources: ["https://api.ilert.com/api-docs/#tag/events/post/events"],
  url: /^https:\/\/api\.ilert\.com\/api\/events$/,
  body: z.strictObject({
    integrationKey: z.string(),
    eventType: z.enum(["ALERT", "ACCEPT", "RESOLVE", "COMMENT"]),
    summary: z.string().min(1),
    details: z.string(),
    alertKey: z.string().min(1),
    priority: z.enum(["HIGH", "LOW"]),
    links: z.array(z.strictObject({ href: z.url(), text: z.string() })).optional(),
  }),
  expected: {
    method: "POST",
    url: "https://api.ilert.com/api/events",
    headers: { "content-type": "application/json", "user-agent": "traceo-gateway" },
    body: {
      integrationKey: "il1api0123456789abcdef",
      eventType: "ALERT",
      summary: "Alert firing: checkout is slow",
      details:
        "Alert firing: checkout is slow\n\nalert_id: alr_06fj2x9q0r4t8w1y5zab\nname: checkout is slow\nseverity: critical\nlabels.service: checkout\nlabels.environment: production\nvalue: 2.4\nsince: 2026-11-23T14:20:00.000Z\n\ncritical · 2026-11-23T14:20:00.000Z · evt_06fj2x9q0r4t8w1y5zab",
      alertKey: "alert:alr_06fj2x9q0r4t8w1y5zab",
      priority: "HIGH",
    },
  },
};
