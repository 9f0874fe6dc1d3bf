// The request of `postmark`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

/** Ours and nothing else: no tag of the event's. */
const HTML = /^<p><strong>[^<>]*<\/strong><\/p>(?:<pre>[^<>]*<\/pre>)?<p>[^<>]*<\/p>$/;

export const GOLDEN: Golden = {
  id: "postmark",
  sources: ["https://postmarkapp.com/developer/api/email-api#send-a-single-email"],
  url: /^https:\/\/api\.postmarkapp\.com\/email$/,
  body: z.strictObject({
    From: z
      .string()
      .max(255)
      .regex(/^[^<>\n]* <[^<>\s]+@[^<>\s]+>$/),
    To: z.email(),
    Subject: z
      .string()
      .min(1)
      .max(2_000)
      .regex(/^[^\r\n]+$/),
    TextBody: z.string().min(1),
    HtmlBody: z.string().regex(HTML),
    MessageStream: z.string(),
    // Names of 20 characters, values of 80, ten of them.
    Metadata: z.record(z.string().max(20), z.string().max(80)),
  }),
  expected: {
    method: "POST",
    url: "https://api.postmarkapp.com/email",
    headers: {
      "content-type": "application/json",
      "user-agent": "traceo-gateway",
      "x-postmark-server-token": "01234567-89ab-cdef-0123-456789abcdef",
      accept: "application/json",
    },
    body: {
      From: "Traceo <alerts@example.com>",
      To: "ops@example.org",
      Subject: "Budget threshold reached: platform",
      TextBody:
        "Budget threshold reached: platform\n\nbudget_id: bud_1\nname: platform\nspent: 400.12\nlimit: 500.00\ncurrency: USD\n\nwarning · 2026-11-23T14:20:00.000Z · evt_06fj2x9q0r4t8w1y5zab",
      HtmlBody:
        "<p><strong>Budget threshold reached: platform</strong></p><pre>budget_id: bud_1\nname: platform\nspent: 400.12\nlimit: 500.00\ncurrency: USD</pre><p>warning · 2026-11-23T14:20:00.000Z · evt_06fj2x9q0r4t8w1y5zab</p>",
      MessageStream: "outbound",
      Metadata: { event_id: "evt_06fj2x9q0r4t8w1y5zab" },
    },
  },
};
