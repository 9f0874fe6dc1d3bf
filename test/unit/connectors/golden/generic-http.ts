// The request of `generic-http`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "generic-http",
  sources: [
    "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#payload-structure",
  ],
  url: /^https:\/\/receiver\.example\.com\/traceo$/,
  body: z.strictObject({
    id: z.string(),
    type: z.string().regex(/^[a-zA-Z0-9_]+(\.[a-zA-Z0-9_]+)*$/),
    timestamp: z.iso.datetime(),
    data: z.json(),
  }),
  expected: {
    method: "POST",
    url: "https://receiver.example.com/traceo",
    headers: { "content-type": "application/json", "user-agent": "traceo-gateway", "x-api-key": "XXXX" },
    body: {
      id: "evt_06fj2x9q0r4t8w1y5zab",
      type: "policy.changed",
      timestamp: "2026-11-23T14:20:00.000Z",
      data: { version: 12, epoch: 40, summary: "nobody exports at night" },
    },
  },
};
