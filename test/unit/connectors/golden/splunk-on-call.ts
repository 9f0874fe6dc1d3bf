// The request of `splunk-on-call`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "splunk-on-call",
  sources: ["https://help.victorops.com/knowledge-base/rest-endpoint-integration-guide/"],
  url: /^https:\/\/alert\.victorops\.com\/integrations\/generic\/20131114\/alert\/[0-9a-f-]+\/operations$/,
  body: z.strictObject({
    message_type: z.enum(["CRITICAL", "WARNING", "ACKNOWLEDGEMENT", "INFO", "RECOVERY"]),
    entity_id: z.string().min(1).max(512),
    entity_display_name: z.string(),
    state_message: z.string().max(20_480),
    state_start_time: z.int().max(9_999_999_999),
    monitoring_tool: z.string(),
  }),
  expected: {
    method: "POST",
    url: "https://alert.victorops.com/integrations/generic/20131114/alert/01234567-89ab-cdef-0123-456789abcdef/operations",
    headers: { "content-type": "application/json", "user-agent": "traceo-gateway" },
    body: {
      message_type: "CRITICAL",
      entity_id: "alert:alr_06fj2x9q0r4t8w1y5zab",
      entity_display_name: "Alert firing: checkout is slow",
      state_message:
        "Alert firing: checkout is slow\n\nalert_id: alr_06fj2x9q0r4t8w1y5zab\nname: checkout is slow\nseverity: critical\nlabels.service: checkout\nlabels.environment: production\nvalue: 2.4\nsince: 2026-11-23T14:20:00.000Z\n\ncritical · 2026-11-23T14:20:00.000Z · evt_06fj2x9q0r4t8w1y5zab",
      state_start_time: 1795443600,
      monitoring_tool: "Traceo",
    },
  },
};
