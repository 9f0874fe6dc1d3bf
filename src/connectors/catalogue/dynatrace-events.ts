// Dynatrace, Events API v2. What opens is a custom alert, which Dynatrace closes after its timeout; all else is information. The
// instant is a property: Dynatrace refuses old ones as the event's own.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { ownSite, plainText, secretText } from "../settings.ts";
import { choose, text, value } from "../template.ts";

export const dynatraceEvents: Connector = {
  id: "dynatrace-events",
  name: "Dynatrace events",
  kind: "observability",
  auth: "header",
  settings: z.strictObject({
    site_url: ownSite(),
    api_token: secretText(256),
    entity_selector: plainText(1_000).optional(),
  }),
  secrets: ["api_token"],
  request: {
    method: "POST",
    base: value("settings.site_url"),
    path: "/api/v2/events/ingest",
    headers: { authorization: text("Api-Token {settings.api_token}", 512, "ascii") },
    body: {
      json: {
        eventType: choose("state", { open: "CUSTOM_ALERT" }, "CUSTOM_INFO"),
        title: text("{summary}", 500, "line"),
        entitySelector: value("settings.entity_selector"),
        properties: {
          "traceo.event_id": value("id"),
          "traceo.type": value("type"),
          "traceo.severity": value("severity"),
          "traceo.state": value("state"),
          "traceo.key": text("{dedup_key}", 4_096, "line"),
          "traceo.tenant": value("tenant"),
          "traceo.at": value("at"),
          "traceo.details": text("{details}", 4_000),
        },
      },
    },
  },
  limits: { bodyBytes: 65_536, perMinute: null },
  documentation: "https://docs.dynatrace.com/docs/shortlink/api-events-v2-post-event",
  example: {
    settings: { site_url: "https://abc12345.live.dynatrace.com", api_token: "dt0c01.XXXX.YYYY" },
    event: "alert.firing",
  },
};
