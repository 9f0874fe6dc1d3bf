// Honeycomb: a marker on a dataset's graphs, or on those of all datasets (`__all__`).

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { identifier, secretText } from "../settings.ts";
import { choose, text, value } from "../template.ts";

export const honeycombMarkers: Connector = {
  id: "honeycomb-markers",
  name: "Honeycomb markers",
  kind: "observability",
  auth: "header",
  settings: z.strictObject({
    api_key: secretText(128),
    dataset: identifier().default("__all__"),
    region: z.enum(["us", "eu"]).default("us"),
  }),
  secrets: ["api_key"],
  request: {
    method: "POST",
    base: choose("settings.region", { us: "https://api.honeycomb.io", eu: "https://api.eu1.honeycomb.io" }),
    path: text("/1/markers/{settings.dataset}", 256, "url"),
    headers: { "x-honeycomb-team": text("{settings.api_key}", 128, "ascii") },
    body: {
      json: {
        start_time: value("at_seconds"),
        message: text("{summary}", 500, "line"),
        type: text("{type}", 100, "word"),
        url: value("link"),
      },
    },
  },
  limits: { bodyBytes: 65_536, perMinute: null },
  documentation: "https://api-docs.honeycomb.io/api/markers/createmarker",
  example: { settings: { api_key: "hcaik_XXXX", dataset: "checkout", region: "eu" }, event: "alert.firing" },
};
