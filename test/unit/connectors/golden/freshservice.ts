// The request of `freshservice`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

/** Ours and nothing else: no tag of the event's. */
const HTML = /^<p><strong>[^<>]*<\/strong><\/p>(?:<pre>[^<>]*<\/pre>)?<p>[^<>]*<\/p>$/;

export const GOLDEN: Golden = {
  id: "freshservice",
  sources: ["https://api.freshservice.com/#create_ticket"],
  url: /^https:\/\/example\.freshservice\.com\/api\/v2\/tickets$/,
  body: z.strictObject({
    subject: z.string().min(1).max(255),
    description: z.string().regex(HTML),
    email: z.email(),
    priority: z.int().min(1).max(4),
    status: z.int().min(2).max(5),
    tags: z.array(z.string()),
  }),
  expected: {
    method: "POST",
    url: "https://example.freshservice.com/api/v2/tickets",
    headers: {
      "content-type": "application/json",
      "user-agent": "traceo-gateway",
      authorization: "Basic WFhYWDpY",
    },
    body: {
      subject: "Alert firing: checkout is slow",
      description:
        "<p><strong>Alert firing: checkout is slow</strong></p><pre>alert_id: alr_06fj2x9q0r4t8w1y5zab\nname: checkout is slow\nseverity: critical\nlabels.service: checkout\nlabels.environment: production\nvalue: 2.4\nsince: 2026-11-23T14:20:00.000Z</pre><p>critical · 2026-11-23T14:20:00.000Z · evt_06fj2x9q0r4t8w1y5zab</p>",
      email: "traceo@example.com",
      priority: 4,
      status: 2,
      tags: ["traceo"],
    },
  },
};
