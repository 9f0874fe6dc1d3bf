// The request of `pushover`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "pushover",
  sources: ["https://pushover.net/api#messages"],
  url: /^https:\/\/api\.pushover\.net\/1\/messages\.json$/,
  body: z.strictObject({
    token: z.string().regex(/^[A-Za-z0-9]{30}$/),
    user: z.string().regex(/^[A-Za-z0-9]{30}$/),
    title: z.string().min(1).max(250),
    message: z.string().min(1).max(1_024),
    // 2 would need `retry` and `expire`.
    priority: z.int().min(-2).max(1),
    timestamp: z.int().max(9_999_999_999),
    url: z.string().max(512).optional(),
  }),
  expected: {
    method: "POST",
    url: "https://api.pushover.net/1/messages.json",
    headers: { "content-type": "application/json", "user-agent": "traceo-gateway" },
    body: {
      token: "azGDORePK8gMaC0QOYAMyEEuzJnyUi",
      user: "uQiRzpo4DXghDmr9QzzfQu27cmVRsG",
      title: "Alert firing",
      message:
        "Alert firing: checkout is slow\n\nalert_id: alr_06fj2x9q0r4t8w1y5zab\nname: checkout is slow\nseverity: critical\nlabels.service: checkout\nlabels.environment: production\nvalue: 2.4\nsince: 2026-11-23T14:20:00.000Z\n\ncritical · 2026-11-23T14:20:00.000Z · evt_06fj2x9q0r4t8w1y5zab",
      priority: 1,
      timestamp: 1795443600,
    },
  },
};
