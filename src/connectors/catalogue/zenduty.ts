// Zenduty, by a generic integration. What opens and closes is one incident by its entity id.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { plainReport } from "../report-text.ts";
import { identifier } from "../settings.ts";
import { choose, text, value } from "../template.ts";

export const zenduty: Connector = {
  id: "zenduty",
  name: "Zenduty",
  kind: "incidents",
  auth: "url",
  settings: z.strictObject({ integration_key: identifier() }),
  secrets: ["integration_key"],
  request: {
    method: "POST",
    base: "https://events.zenduty.com",
    path: text("/api/events/{settings.integration_key}/", 256, "url"),
    body: {
      json: {
        message: text("{summary}", 500, "line"),
        summary: plainReport(10_000),
        alert_type: choose(
          "state",
          { close: "resolved" },
          choose("severity", { critical: "critical", error: "error", warning: "warning" }, "info"),
        ),
        entity_id: text("{dedup_key}", 255, "line"),
        payload: value("members"),
      },
    },
  },
  limits: { bodyBytes: 262_144, perMinute: null },
  documentation: "https://zenduty.com/docs/api-integration/",
  example: { settings: { integration_key: "01234567-89ab-cdef-0123-456789abcdef" }, event: "alert.firing" },
};
