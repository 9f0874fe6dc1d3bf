// The request of `clickup`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "clickup",
  sources: ["https://developer.clickup.com/reference/createtask"],
  url: /^https:\/\/api\.clickup\.com\/api\/v2\/list\/\d+\/task$/,
  body: z.strictObject({
    name: z.string().min(1),
    description: z.string(),
    // 1 is urgent, 4 low.
    priority: z.int().min(1).max(4),
    tags: z.array(z.string()),
  }),
  expected: {
    method: "POST",
    url: "https://api.clickup.com/api/v2/list/901234567890/task",
    headers: { "content-type": "application/json", "user-agent": "traceo-gateway", authorization: "pk_XXXX" },
    body: {
      name: "Alert firing: checkout is slow",
      description:
        "Alert firing: checkout is slow\n\nalert_id: alr_06fj2x9q0r4t8w1y5zab\nname: checkout is slow\nseverity: critical\nlabels.service: checkout\nlabels.environment: production\nvalue: 2.4\nsince: 2026-11-23T14:20:00.000Z\n\ncritical · 2026-11-23T14:20:00.000Z · evt_06fj2x9q0r4t8w1y5zab",
      priority: 1,
      tags: ["traceo"],
    },
  },
};
