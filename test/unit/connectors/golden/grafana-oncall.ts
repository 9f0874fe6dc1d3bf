// The request of `grafana-oncall`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

/** A line that is ours, an empty one, and from there on nothing that does not begin with four spaces. */
const INDENTED = /^Sent by Traceo:\n\n(?: {4}[^\n]*(?:\n|$))+$/;

export const GOLDEN: Golden = {
  id: "grafana-oncall",
  sources: ["https://grafana.com/docs/oncall/latest/integrations/webhook/"],
  url: /^https:\/\/oncall-prod-eu-west-0\.grafana\.net\/oncall\/integrations\/v1\/formatted_webhook\/XXXX\/$/,
  body: z.strictObject({
    alert_uid: z.string(),
    title: z.string().min(1),
    state: z.enum(["alerting", "ok"]),
    message: z.string().regex(INDENTED),
    link_to_upstream_details: z.url().optional(),
  }),
  expected: {
    method: "POST",
    url: "https://oncall-prod-eu-west-0.grafana.net/oncall/integrations/v1/formatted_webhook/XXXX/",
    headers: { "content-type": "application/json", "user-agent": "traceo-gateway" },
    body: {
      alert_uid: "alert:alr_06fj2x9q0r4t8w1y5zab",
      title: "Alert firing: checkout is slow",
      state: "alerting",
      message:
        "Sent by Traceo:\n\n    Alert firing: checkout is slow\n    critical · 2026-11-23T14:20:00.000Z · evt_06fj2x9q0r4t8w1y5zab\n    alert_id: alr_06fj2x9q0r4t8w1y5zab\n    name: checkout is slow\n    severity: critical\n    labels.service: checkout\n    labels.environment: production\n    value: 2.4\n    since: 2026-11-23T14:20:00.000Z",
    },
  },
};
