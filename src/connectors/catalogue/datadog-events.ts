// Datadog, Events API v1. Events of one dedup key are grouped. An instant of more than 18 hours ago is refused, so a late
// delivery has none and says it in its tags. A mention in a text notifies: an invisible sign follows each `@`.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { secretText } from "../settings.ts";
import { choose, text, value } from "../template.ts";

const SITES = {
  us1: "https://api.datadoghq.com",
  us3: "https://api.us3.datadoghq.com",
  us5: "https://api.us5.datadoghq.com",
  eu1: "https://api.datadoghq.eu",
  ap1: "https://api.ap1.datadoghq.com",
  ap2: "https://api.ap2.datadoghq.com",
  "us1-fed": "https://api.ddog-gov.com",
} as const;

export const datadogEvents: Connector = {
  id: "datadog-events",
  name: "Datadog events",
  kind: "observability",
  auth: "header",
  settings: z.strictObject({
    api_key: secretText(128),
    site: z.enum(Object.keys(SITES) as [keyof typeof SITES, ...(keyof typeof SITES)[]]).default("us1"),
  }),
  secrets: ["api_key"],
  request: {
    method: "POST",
    base: choose("settings.site", SITES),
    path: "/api/v1/events",
    headers: { "dd-api-key": text("{settings.api_key}", 128, "ascii") },
    body: {
      json: {
        title: text("{summary}", 100, "title"),
        text: text("{summary} · {severity} · {at} · {id}", 4_000, "title"),
        aggregation_key: text("{dedup_key}", 100, "line"),
        alert_type: choose(
          "state",
          { close: "success" },
          choose("severity", { critical: "error", error: "error", warning: "warning" }, "info"),
        ),
        priority: choose("severity", { info: "low" }, "normal"),
        date_happened: value("recent_seconds"),
        source_type_name: "traceo",
        tags: [
          text("event_type:{type}", 200, "word"),
          text("tenant:{tenant}", 200, "word"),
          text("event_id:{id}", 200, "word"),
          text("happened_at:{at}", 200, "word"),
        ],
      },
    },
  },
  limits: { bodyBytes: 100_000, perMinute: null },
  documentation: "https://docs.datadoghq.com/api/latest/events/#post-an-event",
  example: { settings: { api_key: "0123456789abcdef0123456789abcdef", site: "eu1" }, event: "alert.firing" },
};
