// incident.io, by an HTTP alert source. What opens and closes is one alert by its deduplication key. The description is Markdown.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { codeReport } from "../report-text.ts";
import { identifier, secretText } from "../settings.ts";
import { choose, text, value } from "../template.ts";

export const incidentIo: Connector = {
  id: "incident-io",
  name: "incident.io",
  kind: "incidents",
  auth: "bearer",
  settings: z.strictObject({ alert_source_id: identifier(64), token: secretText(256) }),
  secrets: ["token"],
  request: {
    method: "POST",
    base: "https://api.incident.io",
    path: text("/v2/alert_events/http/{settings.alert_source_id}", 256, "url"),
    headers: { authorization: text("Bearer {settings.token}", 512, "ascii") },
    body: {
      json: {
        title: text("{summary}", 500, "line"),
        description: codeReport(10_000),
        deduplication_key: text("{dedup_key}", 255, "line"),
        status: choose("state", { close: "resolved" }, "firing"),
        source_url: value("link"),
        metadata: {
          severity: value("severity"),
          type: value("type"),
          event_id: value("id"),
          data: value("members"),
        },
      },
    },
  },
  limits: { bodyBytes: 262_144, perMinute: null },
  documentation: "https://api-docs.incident.io/tag/Alert-Events-V2",
  example: {
    settings: { alert_source_id: "01GW2G3V0S59R238FAHPDS1R66", token: "XXXX" },
    event: "alert.firing",
  },
};
