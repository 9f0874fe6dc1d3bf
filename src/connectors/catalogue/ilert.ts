// ilert, Event API. What opens and closes is one alert by its key.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { plainReport } from "../report-text.ts";
import { identifier } from "../settings.ts";
import { choose, given, text, value } from "../template.ts";

export const ilert: Connector = {
  id: "ilert",
  name: "ilert",
  kind: "incidents",
  auth: "body",
  settings: z.strictObject({ integration_key: identifier() }),
  secrets: ["integration_key"],
  request: {
    method: "POST",
    base: "https://api.ilert.com",
    path: "/api/events",
    body: {
      json: {
        integrationKey: value("settings.integration_key"),
        eventType: choose("state", { close: "RESOLVE" }, "ALERT"),
        summary: text("{summary}", 255, "line"),
        details: plainReport(10_000),
        alertKey: text("{dedup_key}", 255, "line"),
        priority: choose("severity", { critical: "HIGH", error: "HIGH" }, "LOW"),
        links: given("link", [{ href: value("link"), text: "Open" }]),
      },
    },
  },
  limits: { bodyBytes: 100_000, perMinute: null },
  documentation: "https://api.ilert.com/api-docs/#tag/events/post/events",
  example: { settings: { integration_key: "il1api0123456789abcdef" }, event: "alert.firing" },
};
