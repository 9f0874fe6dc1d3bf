// The request of `squadcast`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "squadcast",
  sources: ["https://support.squadcast.com/integrations/incident-webhook-incident-webhook-api"],
  url: /^https:\/\/api\.squadcast\.com\/v2\/incidents\/api\/[0-9a-f]+$/,
  body: z.union([
    z.strictObject({
      message: z.string().min(1),
      description: z.string().min(1),
      tags: z.record(z.string(), z.string()),
      priority: z.enum(["P1", "P2", "P3", "P4", "P5", "UNSET"]),
      status: z.literal("trigger"),
      event_id: z.string(),
    }),
    z.strictObject({ status: z.literal("resolve"), event_id: z.string() }),
  ]),
  expected: {
    method: "POST",
    url: "https://api.squadcast.com/v2/incidents/api/0123456789abcdef0123456789abcdef01234567",
    headers: { "content-type": "application/json", "user-agent": "traceo-gateway" },
    body: {
      message: "Alert firing: checkout is slow",
      description:
        "Alert firing: checkout is slow\n\nalert_id: alr_06fj2x9q0r4t8w1y5zab\nname: checkout is slow\nseverity: critical\nlabels.service: checkout\nlabels.environment: production\nvalue: 2.4\nsince: 2026-11-23T14:20:00.000Z\n\ncritical · 2026-11-23T14:20:00.000Z · evt_06fj2x9q0r4t8w1y5zab",
      tags: { severity: "critical", type: "alert.firing", tenant: "ten_06fj2x9q0r4t8w1y5zab" },
      priority: "P1",
      status: "trigger",
      event_id: "alert:alr_06fj2x9q0r4t8w1y5zab",
    },
  },
};
