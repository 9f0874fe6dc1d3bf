// The request of `opsgenie`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "opsgenie",
  sources: [
    "https://docs.opsgenie.com/docs/alert-api#create-alert",
    "https://docs.opsgenie.com/docs/alert-api#close-alert",
  ],
  url: /^https:\/\/api\.opsgenie\.com\/v2\/alerts(?:\/[a-z_.]+:[\w.:-]+\/close\?identifierType=alias)?$/,
  body: z.union([
    z.strictObject({
      message: z.string().min(1).max(130),
      alias: z.string().max(512),
      description: z.string().max(15_000).optional(),
      tags: z.array(z.string().max(50)).max(20),
      details: z
        .record(z.string(), z.string())
        .refine((map) => JSON.stringify(map).length <= 8_000, "8,000 in all"),
      entity: z.string().max(512),
      source: z.string().max(100),
      priority: z.enum(["P1", "P2", "P3", "P4", "P5"]),
    }),
    z.strictObject({ source: z.string().max(100), note: z.string().max(25_000) }),
  ]),
  expected: {
    method: "POST",
    url: "https://api.opsgenie.com/v2/alerts",
    headers: {
      "content-type": "application/json",
      "user-agent": "traceo-gateway",
      authorization: "GenieKey 01234567-89ab-cdef-0123-456789abcdef",
    },
    body: {
      message: "Alert firing: checkout is slow",
      alias: "alert:alr_06fj2x9q0r4t8w1y5zab",
      description:
        "alert_id: alr_06fj2x9q0r4t8w1y5zab\nname: checkout is slow\nseverity: critical\nlabels.service: checkout\nlabels.environment: production\nvalue: 2.4\nsince: 2026-11-23T14:20:00.000Z",
      tags: ["traceo", "alert.firing"],
      details: { event_id: "evt_06fj2x9q0r4t8w1y5zab", tenant: "ten_06fj2x9q0r4t8w1y5zab" },
      entity: "alert",
      source: "Traceo",
      priority: "P1",
    },
  },
};
