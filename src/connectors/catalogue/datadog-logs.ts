// Datadog, Logs API v2: the event as a log, with its data as attributes. A log's own date is the intake's when it is old.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { secretText } from "../settings.ts";
import { choose, text, value } from "../template.ts";

const SITES = {
  us1: "https://http-intake.logs.datadoghq.com",
  us3: "https://http-intake.logs.us3.datadoghq.com",
  us5: "https://http-intake.logs.us5.datadoghq.com",
  eu1: "https://http-intake.logs.datadoghq.eu",
  ap1: "https://http-intake.logs.ap1.datadoghq.com",
  ap2: "https://http-intake.logs.ap2.datadoghq.com",
  "us1-fed": "https://http-intake.logs.ddog-gov.com",
} as const;

export const datadogLogs: Connector = {
  id: "datadog-logs",
  name: "Datadog logs",
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
    path: "/api/v2/logs",
    headers: { "dd-api-key": text("{settings.api_key}", 128, "ascii") },
    body: {
      json: [
        {
          ddsource: "traceo",
          ddtags: text("tenant:{tenant}", 200, "word"),
          service: "traceo-gateway",
          message: text("{summary}", 1_000, "line"),
          status: value("severity"),
          timestamp: value("at"),
          traceo: { id: value("id"), type: value("type"), state: value("state"), data: value("members") },
        },
      ],
    },
  },
  limits: { bodyBytes: 1_000_000, perMinute: null },
  documentation: "https://docs.datadoghq.com/api/latest/logs/#send-logs",
  example: { settings: { api_key: "0123456789abcdef0123456789abcdef" }, event: "alert.firing" },
};
