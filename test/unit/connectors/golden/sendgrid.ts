// The request of `sendgrid`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

/** Ours and nothing else: no tag of the event's. */
const HTML = /^<p><strong>[^<>]*<\/strong><\/p>(?:<pre>[^<>]*<\/pre>)?<p>[^<>]*<\/p>$/;

export const GOLDEN: Golden = {
  id: "sendgrid",
  sources: ["https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send"],
  url: /^https:\/\/api\.eu\.sendgrid\.com\/v3\/mail\/send$/,
  body: z.strictObject({
    personalizations: z
      .array(
        z.strictObject({
          to: z
            .array(z.strictObject({ email: z.email() }))
            .min(1)
            .max(1_000),
        }),
      )
      .min(1)
      .max(1_000),
    from: z.strictObject({ email: z.email(), name: z.string() }),
    subject: z
      .string()
      .min(1)
      .max(998)
      .regex(/^[^\r\n]+$/),
    // "If included, text/plain must be first, followed by text/html."
    content: z.tuple([
      z.strictObject({ type: z.literal("text/plain"), value: z.string().min(1) }),
      z.strictObject({ type: z.literal("text/html"), value: z.string().regex(HTML) }),
    ]),
    custom_args: z.record(z.string(), z.string()),
  }),
  expected: {
    method: "POST",
    url: "https://api.eu.sendgrid.com/v3/mail/send",
    headers: {
      "content-type": "application/json",
      "user-agent": "traceo-gateway",
      authorization: "Bearer SG.XXXX",
    },
    body: {
      personalizations: [{ to: [{ email: "ops@example.org" }] }],
      from: { email: "alerts@example.com", name: "Traceo" },
      subject: "Budget threshold reached: platform",
      content: [
        {
          type: "text/plain",
          value:
            "Budget threshold reached: platform\n\nbudget_id: bud_1\nname: platform\nspent: 400.12\nlimit: 500.00\ncurrency: USD\n\nwarning · 2026-11-23T14:20:00.000Z · evt_06fj2x9q0r4t8w1y5zab",
        },
        {
          type: "text/html",
          value:
            "<p><strong>Budget threshold reached: platform</strong></p><pre>budget_id: bud_1\nname: platform\nspent: 400.12\nlimit: 500.00\ncurrency: USD</pre><p>warning · 2026-11-23T14:20:00.000Z · evt_06fj2x9q0r4t8w1y5zab</p>",
        },
      ],
      custom_args: { traceo_event_id: "evt_06fj2x9q0r4t8w1y5zab" },
    },
  },
};
