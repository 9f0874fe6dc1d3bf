// Splunk On-Call (VictorOps), REST endpoint. `entity_id` is the dedup key: RECOVERY closes what CRITICAL or WARNING opened.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { plainReport } from "../report-text.ts";
import { identifier } from "../settings.ts";
import { choose, text, value } from "../template.ts";

export const splunkOnCall: Connector = {
  id: "splunk-on-call",
  name: "Splunk On-Call",
  kind: "incidents",
  auth: "url",
  settings: z.strictObject({ api_key: identifier(), routing_key: identifier() }),
  secrets: ["api_key"],
  request: {
    method: "POST",
    base: "https://alert.victorops.com",
    path: text("/integrations/generic/20131114/alert/{settings.api_key}/{settings.routing_key}", 512, "url"),
    body: {
      json: {
        message_type: choose(
          "state",
          { close: "RECOVERY" },
          choose("severity", { critical: "CRITICAL", error: "CRITICAL", warning: "WARNING" }, "INFO"),
        ),
        entity_id: text("{dedup_key}", 512, "line"),
        entity_display_name: text("{summary}", 500, "line"),
        state_message: plainReport(20_000),
        state_start_time: value("at_seconds"),
        monitoring_tool: "Traceo",
      },
    },
  },
  limits: { bodyBytes: 102_400, perMinute: null },
  answers: { takenWhere: { pointer: "/result", is: "success" } },
  documentation: "https://help.victorops.com/knowledge-base/rest-endpoint-integration-guide/",
  example: {
    settings: { api_key: "01234567-89ab-cdef-0123-456789abcdef", routing_key: "operations" },
    event: "alert.firing",
  },
};
