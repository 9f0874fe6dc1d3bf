// The request of `axiom`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { jsonText, type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "axiom",
  sources: ["https://axiom.co/docs/restapi/endpoints/ingestIntoDataset"],
  url: /^https:\/\/api\.eu\.axiom\.co\/v1\/datasets\/traceo-events\/ingest$/,
  body: z.array(
    z.strictObject({
      _time: z.iso.datetime(),
      id: z.string(),
      type: z.string(),
      summary: z.string(),
      severity: z.string(),
      state: z.string(),
      tenant: z.string(),
      data: jsonText,
    }),
  ),
  expected: {
    method: "POST",
    url: "https://api.eu.axiom.co/v1/datasets/traceo-events/ingest",
    headers: {
      "content-type": "application/json",
      "user-agent": "traceo-gateway",
      authorization: "Bearer xaat-XXXX",
    },
    body: [
      {
        _time: "2026-11-23T14:20:00.000Z",
        id: "evt_06fj2x9q0r4t8w1y5zab",
        type: "alert.firing",
        summary: "Alert firing: checkout is slow",
        severity: "critical",
        state: "open",
        tenant: "ten_06fj2x9q0r4t8w1y5zab",
        data: '{"alert_id":"alr_06fj2x9q0r4t8w1y5zab","name":"checkout is slow","severity":"critical","labels":{"service":"checkout","environment":"production"},"value":2.4,"threshold":null,"since":"2026-11-23T14:20:00.000Z"}',
      },
    ],
  },
};
