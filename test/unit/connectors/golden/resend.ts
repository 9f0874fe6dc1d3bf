// The request of `resend`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

/** Ours and nothing else: no tag of the event's. */
const HTML = /^<p><strong>[^<>]*<\/strong><\/p>(?:<pre>[^<>]*<\/pre>)?<p>[^<>]*<\/p>$/;

export const GOLDEN: Golden = {
  id: "resend",
  sources: [
    "https://resend.com/docs/api-reference/emails/send-email",
    "https://resend.com/docs/dashboard/emails/idempotency-keys",
  ],
  url: /^https:\/\/api\.resend\.com\/emails$/,
  body: z.strictObject({
    from: z.string().regex(/^[^<>\n]* <[^<>\s]+@[^<>\s]+>$/),
    to: z.array(z.email()).min(1).max(50),
    subject: z
      .string()
      .min(1)
      .max(998)
      .regex(/^[^\r\n]+$/),
    text: z.string(),
    html: z.string().regex(HTML),
  }),
  expected: {
    method: "POST",
    url: "https://api.resend.com/emails",
    headers: {
      "content-type": "application/json",
      "user-agent": "traceo-gateway",
      authorization: "Bearer re_XXXX",
      "idempotency-key": "evt_06fj2x9q0r4t8w1y5zab",
    },
    body: {
      from: "Traceo <alerts@example.com>",
      to: ["ops@example.org"],
      subject: "Budget threshold reached: platform",
      text: "Budget threshold reached: platform\n\nbudget_id: bud_1\nname: platform\nspent: 400.12\nlimit: 500.00\ncurrency: USD\n\nwarning · 2026-11-23T14:20:00.000Z · evt_06fj2x9q0r4t8w1y5zab",
      html: "<p><strong>Budget threshold reached: platform</strong></p><pre>budget_id: bud_1\nname: platform\nspent: 400.12\nlimit: 500.00\ncurrency: USD</pre><p>warning · 2026-11-23T14:20:00.000Z · evt_06fj2x9q0r4t8w1y5zab</p>",
    },
  },
};
