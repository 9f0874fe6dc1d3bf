// The request of `honeycomb-markers`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "honeycomb-markers",
  sources: ["https://api-docs.honeycomb.io/api/markers/createmarker"],
  url: /^https:\/\/api\.eu1\.honeycomb\.io\/1\/markers\/checkout$/,
  body: z.strictObject({
    start_time: z.int().max(9_999_999_999),
    message: z.string(),
    type: z.string(),
    url: z.url().optional(),
  }),
  expected: {
    method: "POST",
    url: "https://api.eu1.honeycomb.io/1/markers/checkout",
    headers: {
      "content-type": "application/json",
      "user-agent": "traceo-gateway",
      "x-honeycomb-team": "hcaik_XXXX",
    },
    body: { start_time: 1795443600, message: "Alert firing: checkout is slow", type: "alert.firing" },
  },
};
