// Sumo Logic, by an HTTP logs source: a line of JSON.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { FLAT_EVENT } from "../flat-event.ts";
import { vendorUrl } from "../settings.ts";
import { text, value } from "../template.ts";

export const sumoLogic: Connector = {
  id: "sumo-logic",
  name: "Sumo Logic",
  kind: "observability",
  auth: "url",
  settings: z.strictObject({
    source_url: vendorUrl([".sumologic.com"], /^\/receiver\/v1\/http\/[A-Za-z0-9+/=_-]+$/),
  }),
  secrets: ["source_url"],
  request: {
    method: "POST",
    base: value("settings.source_url"),
    headers: { "x-sumo-name": "traceo", "x-sumo-category": text("traceo/{type}", 200, "word") },
    body: { json: FLAT_EVENT },
  },
  limits: { bodyBytes: 1_000_000, perMinute: null },
  documentation:
    "https://www.sumologic.com/help/docs/send-data/hosted-collectors/http-source/logs-metrics/upload-logs/",
  example: {
    settings: { source_url: "https://endpoint4.collection.sumologic.com/receiver/v1/http/XXXX==" },
    event: "alert.firing",
  },
};
