// New Relic, Event API: one custom event. Values are texts and numbers; names are letters, digits, `_`, `:` and `.`.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { secretText } from "../settings.ts";
import { choose, text, value } from "../template.ts";

export const newRelicEvents: Connector = {
  id: "new-relic-events",
  name: "New Relic events",
  kind: "observability",
  auth: "header",
  settings: z.strictObject({
    account_id: z.string().regex(/^\d{1,12}$/, "an account's number"),
    license_key: secretText(64),
    region: z.enum(["us", "eu"]).default("us"),
    event_type: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9_:]{0,254}$/, "letters, digits, `_` and `:`")
      .default("TraceoEvent"),
  }),
  secrets: ["license_key"],
  request: {
    method: "POST",
    base: choose("settings.region", {
      us: "https://insights-collector.newrelic.com",
      eu: "https://insights-collector.eu01.nr-data.net",
    }),
    path: text("/v1/accounts/{settings.account_id}/events", 128, "url"),
    headers: { "api-key": text("{settings.license_key}", 64, "ascii") },
    body: {
      json: [
        {
          eventType: value("settings.event_type"),
          timestamp: value("recent_seconds"),
          traceoEventId: value("id"),
          traceoType: value("type"),
          traceoTenant: value("tenant"),
          traceoAt: value("at"),
          summary: text("{summary}", 4_096, "line"),
          severity: value("severity"),
          state: value("state"),
          dedupKey: text("{dedup_key}", 4_096, "line"),
          details: text("{details}", 4_096),
        },
      ],
    },
  },
  limits: { bodyBytes: 1_000_000, perMinute: 100_000 },
  documentation: "https://docs.newrelic.com/docs/data-apis/ingest-apis/event-api/introduction-event-api/",
  example: {
    settings: {
      account_id: "1234567",
      license_key: "0123456789abcdef0123456789abcdef0123NRAL",
      region: "eu",
    },
    event: "alert.firing",
  },
};
