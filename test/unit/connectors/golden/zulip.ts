// The request of `zulip`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

/** A line that is ours, an empty one, and from there on nothing that does not begin with four spaces. */
const INDENTED = /^Sent by Traceo:\n\n(?: {4}[^\n]*(?:\n|$))+$/;

export const GOLDEN: Golden = {
  id: "zulip",
  sources: ["https://zulip.com/api/send-message", "https://zulip.com/help/code-blocks"],
  url: /^https:\/\/example\.zulipchat\.com\/api\/v1\/messages$/,
  body: z.strictObject({
    type: z.enum(["direct", "stream", "channel"]),
    to: z.string().min(1),
    topic: z.string().min(1).max(60),
    content: z.string().max(10_000).regex(INDENTED),
  }),
  expected: {
    method: "POST",
    url: "https://example.zulipchat.com/api/v1/messages",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "user-agent": "traceo-gateway",
      authorization:
        "Basic dHJhY2VvLWJvdEBleGFtcGxlLnp1bGlwY2hhdC5jb206WFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFg=",
    },
    body: {
      type: "stream",
      to: "operations",
      topic: "Alert firing",
      content:
        "Sent by Traceo:\n\n    Alert firing: checkout is slow\n    critical · 2026-11-23T14:20:00.000Z · evt_06fj2x9q0r4t8w1y5zab\n    alert_id: alr_06fj2x9q0r4t8w1y5zab\n    name: checkout is slow\n    severity: critical\n    labels.service: checkout\n    labels.environment: production\n    value: 2.4\n    since: 2026-11-23T14:20:00.000Z",
    },
  },
};
