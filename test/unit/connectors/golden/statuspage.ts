// The request of `statuspage`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "statuspage",
  sources: ["https://developer.statuspage.io/#operation/postPagesPageIdIncidents"],
  url: /^https:\/\/api\.statuspage\.io\/v1\/pages\/kctbh9vrtdwd\/incidents$/,
  body: z.strictObject({
    incident: z.strictObject({
      name: z.string().min(1),
      status: z.enum(["investigating", "identified", "monitoring", "resolved"]),
      impact_override: z.enum(["none", "maintenance", "minor", "major", "critical"]),
      body: z.string().regex(/^[^<>]*$/),
      deliver_notifications: z.literal(false),
      metadata: z.record(z.string(), z.record(z.string(), z.string())),
    }),
  }),
  expected: {
    method: "POST",
    url: "https://api.statuspage.io/v1/pages/kctbh9vrtdwd/incidents",
    headers: {
      "content-type": "application/json",
      "user-agent": "traceo-gateway",
      authorization: "OAuth XXXX",
    },
    body: {
      incident: {
        name: "Alert firing",
        status: "investigating",
        impact_override: "critical",
        body: "Alert firing: checkout is slow",
        deliver_notifications: false,
        metadata: { traceo: { event_id: "evt_06fj2x9q0r4t8w1y5zab", key: "alert:alr_06fj2x9q0r4t8w1y5zab" } },
      },
    },
  },
};
