// The request of `asana`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "asana",
  sources: ["https://developers.asana.com/reference/createtask"],
  url: /^https:\/\/app\.asana\.com\/api\/1\.0\/tasks$/,
  body: z.strictObject({
    data: z.strictObject({
      name: z
        .string()
        .min(1)
        .regex(/^[^\n]+$/),
      notes: z.string(),
      projects: z.array(z.string().regex(/^\d+$/)).min(1),
    }),
  }),
  expected: {
    method: "POST",
    url: "https://app.asana.com/api/1.0/tasks",
    headers: {
      "content-type": "application/json",
      "user-agent": "traceo-gateway",
      authorization: "Bearer 2/XXXX",
      accept: "application/json",
    },
    body: {
      data: {
        name: "Alert firing: checkout is slow",
        notes:
          "Alert firing: checkout is slow\n\nalert_id: alr_06fj2x9q0r4t8w1y5zab\nname: checkout is slow\nseverity: critical\nlabels.service: checkout\nlabels.environment: production\nvalue: 2.4\nsince: 2026-11-23T14:20:00.000Z\n\ncritical · 2026-11-23T14:20:00.000Z · evt_06fj2x9q0r4t8w1y5zab",
        projects: ["1201234567890123"],
      },
    },
  },
};
