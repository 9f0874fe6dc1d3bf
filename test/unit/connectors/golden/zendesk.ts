// The request of `zendesk`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

/** Ours and nothing else: no tag of the event's. */
const HTML = /^<p><strong>[^<>]*<\/strong><\/p>(?:<pre>[^<>]*<\/pre>)?<p>[^<>]*<\/p>$/;

export const GOLDEN: Golden = {
  id: "zendesk",
  sources: [
    "https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/#create-ticket",
    "https://developer.zendesk.com/api-reference/introduction/requests/#idempotency",
  ],
  url: /^https:\/\/example\.zendesk\.com\/api\/v2\/tickets\.json$/,
  body: z.strictObject({
    ticket: z.strictObject({
      subject: z.string().min(1),
      comment: z.strictObject({ html_body: z.string().max(65_535).regex(HTML), public: z.literal(false) }),
      priority: z.enum(["urgent", "high", "normal", "low"]),
      external_id: z.string(),
      tags: z.array(z.string().regex(/^\S+$/)),
    }),
  }),
  expected: {
    method: "POST",
    url: "https://example.zendesk.com/api/v2/tickets.json",
    headers: {
      "content-type": "application/json",
      "user-agent": "traceo-gateway",
      authorization: "Basic dHJhY2VvQGV4YW1wbGUuY29tL3Rva2VuOlhYWFg=",
      "idempotency-key": "evt_06fj2x9q0r4t8w1y5zab",
    },
    body: {
      ticket: {
        subject: "Alert firing: checkout is slow",
        comment: {
          html_body:
            "<p><strong>Alert firing: checkout is slow</strong></p><pre>alert_id: alr_06fj2x9q0r4t8w1y5zab\nname: checkout is slow\nseverity: critical\nlabels.service: checkout\nlabels.environment: production\nvalue: 2.4\nsince: 2026-11-23T14:20:00.000Z</pre><p>critical · 2026-11-23T14:20:00.000Z · evt_06fj2x9q0r4t8w1y5zab</p>",
          public: false,
        },
        priority: "urgent",
        external_id: "alert:alr_06fj2x9q0r4t8w1y5zab",
        tags: ["traceo"],
      },
    },
  },
};
