// The request of `mattermost`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

/** A line that is ours, an empty one, and from there on nothing that does not begin with four spaces. */
const INDENTED = /^Sent by Traceo:\n\n(?: {4}[^\n]*(?:\n|$))+$/;

export const GOLDEN: Golden = {
  id: "mattermost",
  sources: [
    "https://developers.mattermost.com/integrate/webhooks/incoming/",
    "https://developers.mattermost.com/integrate/reference/message-attachments/",
  ],
  url: /^https:\/\/mattermost\.example\.com\/hooks\/x+$/,
  body: z.strictObject({
    attachments: z
      .array(
        z.strictObject({
          fallback: z.string().min(1),
          color: z.string().regex(/^#[0-9a-f]{6}$/),
          title: z.string().min(1),
          title_link: z.url().optional(),
          text: z.string().max(16_383).regex(INDENTED),
        }),
      )
      .length(1),
  }),
  expected: {
    method: "POST",
    url: "https://mattermost.example.com/hooks/xxxxxxxxxxxxxxxxxxxxxxxxxx",
    headers: { "content-type": "application/json", "user-agent": "traceo-gateway" },
    body: {
      attachments: [
        {
          fallback: "Alert firing: checkout is slow",
          color: "#b71c1c",
          title: "Alert firing",
          text: "Sent by Traceo:\n\n    Alert firing: checkout is slow\n    critical · 2026-11-23T14:20:00.000Z · evt_06fj2x9q0r4t8w1y5zab\n    alert_id: alr_06fj2x9q0r4t8w1y5zab\n    name: checkout is slow\n    severity: critical\n    labels.service: checkout\n    labels.environment: production\n    value: 2.4\n    since: 2026-11-23T14:20:00.000Z",
        },
      ],
    },
  },
};
