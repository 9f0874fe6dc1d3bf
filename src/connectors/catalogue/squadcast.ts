// Squadcast (SolarWinds Incident Response), by an incident webhook. `event_id` is the dedup key by which an incident is resolved.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { plainReport } from "../report-text.ts";
import { vendorUrl } from "../settings.ts";
import { choose, text, value } from "../template.ts";

export const squadcast: Connector = {
  id: "squadcast",
  name: "Squadcast",
  kind: "incidents",
  auth: "url",
  settings: z.strictObject({
    webhook_url: vendorUrl(["api.squadcast.com", "api.eu.squadcast.com"], /^\/v2\/incidents\/api\/[\w-]+$/),
  }),
  secrets: ["webhook_url"],
  request: {
    method: "POST",
    base: value("settings.webhook_url"),
    body: {
      json: choose(
        "state",
        { close: { status: "resolve", event_id: text("{dedup_key}", 255, "line") } },
        {
          message: text("{summary}", 500, "line"),
          description: plainReport(10_000),
          tags: { severity: value("severity"), type: value("type"), tenant: value("tenant") },
          priority: choose("severity", { critical: "P1", error: "P2", warning: "P3" }, "P5"),
          status: "trigger",
          event_id: text("{dedup_key}", 255, "line"),
        },
      ),
    },
  },
  limits: { bodyBytes: 100_000, perMinute: null },
  documentation: "https://support.squadcast.com/integrations/incident-webhook-incident-webhook-api",
  example: {
    settings: {
      webhook_url: "https://api.squadcast.com/v2/incidents/api/0123456789abcdef0123456789abcdef01234567",
    },
    event: "alert.firing",
  },
};
