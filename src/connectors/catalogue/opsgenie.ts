// Opsgenie, Alert API. An alert's alias is the dedup key, so what closes it finds it.
// Atlassian ends Opsgenie in April 2027; Jira Service Management takes the same requests with a key of its own.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { secretText } from "../settings.ts";
import { choose, text, value } from "../template.ts";

export const opsgenie: Connector = {
  id: "opsgenie",
  name: "Opsgenie",
  kind: "incidents",
  auth: "header",
  settings: z.strictObject({ api_key: secretText(128), region: z.enum(["us", "eu"]).default("us") }),
  secrets: ["api_key"],
  request: {
    method: "POST",
    base: choose("settings.region", { us: "https://api.opsgenie.com", eu: "https://api.eu.opsgenie.com" }),
    path: choose(
      "state",
      { close: text("/v2/alerts/{dedup_key}/close?identifierType=alias", 1_600, "url") },
      "/v2/alerts",
    ),
    headers: { authorization: text("GenieKey {settings.api_key}", 256, "ascii") },
    body: {
      json: choose(
        "state",
        { close: { source: "Traceo", note: text("{summary}", 25_000) } },
        {
          message: text("{summary}", 130, "line"),
          alias: text("{dedup_key}", 512, "line"),
          description: text("{details}", 15_000),
          tags: ["traceo", text("{type}", 50, "word")],
          details: { event_id: value("id"), tenant: value("tenant"), link: value("link") },
          entity: text("{subject}", 512, "line"),
          source: "Traceo",
          priority: choose("severity", { critical: "P1", error: "P2", warning: "P3" }, "P5"),
        },
      ),
    },
  },
  limits: { bodyBytes: 100_000, perMinute: null },
  documentation: "https://docs.opsgenie.com/docs/alert-api",
  example: { settings: { api_key: "01234567-89ab-cdef-0123-456789abcdef" }, event: "alert.firing" },
};
