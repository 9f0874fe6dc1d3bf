// The request of `airtable`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "airtable",
  sources: ["https://airtable.com/developers/web/api/create-records"],
  url: /^https:\/\/api\.airtable\.com\/v0\/appA+\/tblB+$/,
  body: z.strictObject({
    typecast: z.boolean(),
    records: z.array(z.strictObject({ fields: z.record(z.string(), z.string().max(100_000)) })).max(10),
  }),
  expected: {
    method: "POST",
    url: "https://api.airtable.com/v0/appAAAAAAAAAAAAAA/tblBBBBBBBBBBBBBB",
    headers: {
      "content-type": "application/json",
      "user-agent": "traceo-gateway",
      authorization: "Bearer patXXXX.YYYY",
    },
    body: {
      typecast: true,
      records: [
        {
          fields: {
            Summary: "Alert firing: checkout is slow",
            Type: "alert.firing",
            Severity: "critical",
            State: "open",
            Key: "alert:alr_06fj2x9q0r4t8w1y5zab",
            At: "2026-11-23T14:20:00.000Z",
            "Event ID": "evt_06fj2x9q0r4t8w1y5zab",
            Details:
              "alert_id: alr_06fj2x9q0r4t8w1y5zab\nname: checkout is slow\nseverity: critical\nlabels.service: checkout\nlabels.environment: production\nvalue: 2.4\nsince: 2026-11-23T14:20:00.000Z",
          },
        },
      ],
    },
  },
};
