// The request of `azure-event-grid`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "azure-event-grid",
  sources: [
    "https://learn.microsoft.com/en-us/azure/event-grid/post-to-custom-topic",
    "https://learn.microsoft.com/en-us/azure/event-grid/event-schema",
  ],
  url: /^https:\/\/operations\.westeurope-1\.eventgrid\.azure\.net\/api\/events\?api-version=2018-01-01$/,
  body: z
    .array(
      z.strictObject({
        id: z.string().min(1),
        eventType: z.string().min(1),
        subject: z.string().min(1),
        eventTime: z.iso.datetime(),
        data: z.json(),
        dataVersion: z.string(),
      }),
    )
    .min(1),
  expected: {
    method: "POST",
    url: "https://operations.westeurope-1.eventgrid.azure.net/api/events?api-version=2018-01-01",
    headers: { "content-type": "application/json", "user-agent": "traceo-gateway", "aeg-sas-key": "XXXX=" },
    body: [
      {
        id: "evt_06fj2x9q0r4t8w1y5zab",
        eventType: "key.revoked",
        subject: "ten_06fj2x9q0r4t8w1y5zab/key:evt_06fj2x9q0r4t8w1y5zab",
        eventTime: "2026-11-23T14:20:00.000Z",
        data: { key_id: "key_06fj2x9q0r4t8w1y5zab", name: "collector" },
        dataVersion: "1",
      },
    ],
  },
};
