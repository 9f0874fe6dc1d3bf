// The request of `pagerduty`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

const links = z.array(z.strictObject({ href: z.url(), text: z.string() })).optional();

export const GOLDEN: Golden = {
  id: "pagerduty",
  sources: [
    "https://developer.pagerduty.com/docs/send-alert-event",
    "https://developer.pagerduty.com/docs/send-change-event",
  ],
  url: /^https:\/\/events\.pagerduty\.com\/v2\/(?:change\/)?enqueue$/,
  body: z.union([
    z.strictObject({
      routing_key: z.string().length(32),
      event_action: z.literal("trigger"),
      dedup_key: z.string().max(255),
      client: z.string(),
      links,
      payload: z.strictObject({
        summary: z.string().min(1).max(1_024),
        source: z.string().min(1),
        severity: z.enum(["critical", "warning", "error", "info"]),
        timestamp: z.iso.datetime(),
        component: z.string(),
        class: z.string(),
        custom_details: z.record(z.string(), z.json()),
      }),
    }),
    z.strictObject({
      routing_key: z.string().length(32),
      event_action: z.literal("resolve"),
      dedup_key: z.string().max(255),
    }),
    // A change event.
    z.strictObject({
      routing_key: z.string().length(32),
      links,
      payload: z.strictObject({
        summary: z.string().min(1).max(1_024),
        source: z.string(),
        timestamp: z.iso.datetime(),
        custom_details: z.record(z.string(), z.json()),
      }),
    }),
  ]),
  expected: {
    method: "POST",
    url: "https://events.pagerduty.com/v2/enqueue",
    headers: { "content-type": "application/json", "user-agent": "traceo-gateway" },
    body: {
      routing_key: "0123456789abcdef0123456789abcdef",
      event_action: "trigger",
      dedup_key: "alert:alr_06fj2x9q0r4t8w1y5zab",
      client: "Traceo",
      payload: {
        summary: "Alert firing: checkout is slow",
        source: "ten_06fj2x9q0r4t8w1y5zab",
        severity: "critical",
        timestamp: "2026-11-23T14:20:00.000Z",
        component: "alert",
        class: "alert.firing",
        custom_details: {
          alert_id: "alr_06fj2x9q0r4t8w1y5zab",
          name: "checkout is slow",
          severity: "critical",
          labels: { service: "checkout", environment: "production" },
          value: 2.4,
          threshold: null,
          since: "2026-11-23T14:20:00.000Z",
        },
      },
    },
  },
};
