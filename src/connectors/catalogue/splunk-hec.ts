// Splunk, HTTP Event Collector. The instant is epoch seconds with milliseconds; `fields` are indexed.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { identifier, ownSite, plainText, secretText } from "../settings.ts";
import { text, value } from "../template.ts";

export const splunkHec: Connector = {
  id: "splunk-hec",
  name: "Splunk",
  kind: "observability",
  auth: "header",
  settings: z.strictObject({
    site_url: ownSite(),
    token: secretText(64),
    index: identifier(80).optional(),
    sourcetype: plainText(80).default("traceo:event"),
  }),
  secrets: ["token"],
  request: {
    method: "POST",
    base: value("settings.site_url"),
    path: "/services/collector/event",
    headers: { authorization: text("Splunk {settings.token}", 128, "ascii") },
    body: {
      json: {
        time: value("at_seconds"),
        host: "traceo",
        source: "traceo-gateway",
        sourcetype: value("settings.sourcetype"),
        index: value("settings.index"),
        event: value("envelope"),
        fields: {
          event_id: value("id"),
          event_type: value("type"),
          severity: value("severity"),
          tenant: value("tenant"),
        },
      },
    },
  },
  limits: { bodyBytes: 1_000_000, perMinute: null },
  documentation:
    "https://help.splunk.com/en/splunk-enterprise/get-started/get-data-in/9.4/get-data-with-http-event-collector/format-events-for-http-event-collector",
  example: {
    settings: {
      site_url: "https://http-inputs-example.splunkcloud.com",
      token: "01234567-89ab-cdef-0123-456789abcdef",
      index: "main",
    },
    event: "alert.firing",
  },
};
