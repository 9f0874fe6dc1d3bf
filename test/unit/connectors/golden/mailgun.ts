// The request of `mailgun`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

/** Ours and nothing else: no tag of the event's. */
const HTML = /^<p><strong>[^<>]*<\/strong><\/p>(?:<pre>[^<>]*<\/pre>)?<p>[^<>]*<\/p>$/;

export const GOLDEN: Golden = {
  id: "mailgun",
  sources: ["https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/messages"],
  url: /^https:\/\/api\.eu\.mailgun\.net\/v3\/mg\.example\.com\/messages$/,
  body: z.strictObject({
    from: z.string().regex(/^[^<>\n]* <[^<>\s]+@[^<>\s]+>$/),
    to: z.email(),
    subject: z
      .string()
      .min(1)
      .max(998)
      .regex(/^[^\r\n]+$/),
    text: z.string().min(1),
    html: z.string().regex(HTML),
    "o:tracking": z.enum(["yes", "no", "true", "false", "htmlonly"]),
    "v:traceo_event_id": z.string(),
  }),
  expected: {
    method: "POST",
    url: "https://api.eu.mailgun.net/v3/mg.example.com/messages",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "user-agent": "traceo-gateway",
      authorization: "Basic YXBpOlhYWFhYWFhY",
    },
    body: {
      from: "Traceo <alerts@mg.example.com>",
      to: "ops@example.org",
      subject: "Budget threshold reached: platform",
      text: "Budget threshold reached: platform\n\nbudget_id: bud_1\nname: platform\nspent: 400.12\nlimit: 500.00\ncurrency: USD\n\nwarning · 2026-11-23T14:20:00.000Z · evt_06fj2x9q0r4t8w1y5zab",
      html: "<p><strong>Budget threshold reached: platform</strong></p><pre>budget_id: bud_1\nname: platform\nspent: 400.12\nlimit: 500.00\ncurrency: USD</pre><p>warning · 2026-11-23T14:20:00.000Z · evt_06fj2x9q0r4t8w1y5zab</p>",
      "o:tracking": "no",
      "v:traceo_event_id": "evt_06fj2x9q0r4t8w1y5zab",
    },
  },
};
