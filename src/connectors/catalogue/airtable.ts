// Airtable: a record in a table for each event. The table has the fields that are named here; `typecast` makes options of texts.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { secretText } from "../settings.ts";
import { text, value } from "../template.ts";

export const airtable: Connector = {
  id: "airtable",
  name: "Airtable",
  kind: "tickets",
  auth: "bearer",
  settings: z.strictObject({
    token: secretText(256),
    base_id: z.string().regex(/^app[A-Za-z0-9]{14}$/, "a base's id"),
    table_id: z.string().regex(/^tbl[A-Za-z0-9]{14}$/, "a table's id"),
  }),
  secrets: ["token"],
  request: {
    method: "POST",
    base: "https://api.airtable.com",
    path: text("/v0/{settings.base_id}/{settings.table_id}", 128, "url"),
    headers: { authorization: text("Bearer {settings.token}", 512, "ascii") },
    body: {
      json: {
        typecast: true,
        records: [
          {
            fields: {
              Summary: text("{summary}", 1_000, "line"),
              Type: value("type"),
              Severity: value("severity"),
              State: value("state"),
              Key: text("{dedup_key}", 255, "line"),
              At: value("at"),
              "Event ID": value("id"),
              Details: text("{details}", 50_000),
            },
          },
        ],
      },
    },
  },
  limits: { bodyBytes: 262_144, perMinute: 300 },
  documentation: "https://airtable.com/developers/web/api/create-records",
  example: {
    settings: { token: "patXXXX.YYYY", base_id: "appAAAAAAAAAAAAAA", table_id: "tblBBBBBBBBBBBBBB" },
    event: "alert.firing",
  },
};
