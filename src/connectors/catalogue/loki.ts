// Grafana Loki, of Grafana Cloud or one's own: a line of JSON. Labels are few and of few values; instants are nanoseconds in a text.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { FLAT_EVENT } from "../flat-event.ts";
import { identifier, ownSite, secretText } from "../settings.ts";
import { basic, text, value, written } from "../template.ts";

export const loki: Connector = {
  id: "loki",
  name: "Grafana Loki",
  kind: "observability",
  auth: "basic",
  settings: z.strictObject({ site_url: ownSite(), user: identifier(), token: secretText() }),
  secrets: ["token"],
  request: {
    method: "POST",
    base: value("settings.site_url"),
    path: "/loki/api/v1/push",
    headers: { authorization: basic(value("settings.user"), value("settings.token")) },
    body: {
      json: {
        streams: [
          {
            stream: { service_name: "traceo-gateway", event_type: value("type"), level: value("severity") },
            values: [[text("{at_ms}000000", 32, "word"), written(FLAT_EVENT)]],
          },
        ],
      },
    },
  },
  limits: { bodyBytes: 1_000_000, perMinute: null },
  documentation: "https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs",
  example: {
    settings: { site_url: "https://logs-prod-eu-west-0.grafana.net", user: "123456", token: "glc_XXXX" },
    event: "alert.firing",
  },
};
