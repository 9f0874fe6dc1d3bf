// Axiom: an event in a dataset.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { identifier, secretText } from "../settings.ts";
import { choose, text, value, written } from "../template.ts";

export const axiom: Connector = {
  id: "axiom",
  name: "Axiom",
  kind: "observability",
  auth: "bearer",
  settings: z.strictObject({
    api_token: secretText(256),
    dataset: identifier(),
    region: z.enum(["us", "eu"]).default("us"),
  }),
  secrets: ["api_token"],
  request: {
    method: "POST",
    base: choose("settings.region", { us: "https://api.axiom.co", eu: "https://api.eu.axiom.co" }),
    path: text("/v1/datasets/{settings.dataset}/ingest", 256, "url"),
    headers: { authorization: text("Bearer {settings.api_token}", 512, "ascii") },
    body: {
      json: [
        {
          _time: value("at"),
          id: value("id"),
          type: value("type"),
          summary: text("{summary}", 1_000, "line"),
          severity: value("severity"),
          state: value("state"),
          tenant: value("tenant"),
          // A text: fields of one name with values of several types are conflicts.
          data: written(value("data")),
        },
      ],
    },
  },
  limits: { bodyBytes: 1_000_000, perMinute: null },
  answers: { takenWhere: { pointer: "/failed", is: 0 } },
  documentation: "https://axiom.co/docs/restapi/endpoints/ingestIntoDataset",
  example: {
    settings: { api_token: "xaat-XXXX", dataset: "traceo-events", region: "eu" },
    event: "alert.firing",
  },
};
