// Grafana, of Grafana Cloud or one's own: an annotation at the instant of the event, on one dashboard or on all. Grafana shows
// an annotation's text as HTML.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { identifier, ownSite, secretText } from "../settings.ts";
import { text, value } from "../template.ts";

export const grafanaAnnotations: Connector = {
  id: "grafana-annotations",
  name: "Grafana annotations",
  kind: "observability",
  auth: "bearer",
  settings: z.strictObject({
    site_url: ownSite(),
    token: secretText(),
    dashboard_uid: identifier(40).optional(),
    panel_id: z.int().min(1).optional(),
  }),
  secrets: ["token"],
  request: {
    method: "POST",
    base: value("settings.site_url"),
    path: "/api/annotations",
    headers: { authorization: text("Bearer {settings.token}", 1_024, "ascii") },
    body: {
      json: {
        dashboardUID: value("settings.dashboard_uid"),
        panelId: value("settings.panel_id"),
        time: value("at_ms"),
        tags: ["traceo", value("type"), value("severity")],
        text: text("{summary}", 2_000, "html"),
      },
    },
  },
  limits: { bodyBytes: 65_536, perMinute: null },
  documentation: "https://grafana.com/docs/grafana/latest/developers/http_api/annotations/#create-annotation",
  example: {
    settings: {
      site_url: "https://example.grafana.net",
      token: "glsa_XXXX",
      dashboard_uid: "jcIIG-07z",
      panel_id: 2,
    },
    event: "alert.firing",
  },
};
