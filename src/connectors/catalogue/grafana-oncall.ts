// Grafana OnCall (Grafana Cloud IRM), by a formatted webhook. What opens and closes is one alert group by its uid.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { codeReport } from "../report-text.ts";
import { ownUrl } from "../settings.ts";
import { choose, text, value } from "../template.ts";

export const grafanaOncall: Connector = {
  id: "grafana-oncall",
  name: "Grafana OnCall",
  kind: "incidents",
  auth: "url",
  settings: z.strictObject({ webhook_url: ownUrl() }),
  secrets: ["webhook_url"],
  request: {
    method: "POST",
    base: value("settings.webhook_url"),
    body: {
      json: {
        alert_uid: text("{dedup_key}", 255, "line"),
        title: text("{summary}", 500, "title"),
        state: choose("state", { close: "ok" }, "alerting"),
        message: codeReport(10_000),
        link_to_upstream_details: value("link"),
      },
    },
  },
  limits: { bodyBytes: 100_000, perMinute: 60 },
  documentation: "https://grafana.com/docs/oncall/latest/integrations/webhook/",
  example: {
    settings: {
      webhook_url: "https://oncall-prod-eu-west-0.grafana.net/oncall/integrations/v1/formatted_webhook/XXXX/",
    },
    event: "alert.firing",
  },
};
