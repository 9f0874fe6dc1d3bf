// Azure Event Grid, a custom topic with its own schema, by the topic's access key.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { secretText, vendorSite } from "../settings.ts";
import { text, value } from "../template.ts";

export const azureEventGrid: Connector = {
  id: "azure-event-grid",
  name: "Azure Event Grid",
  kind: "cloud",
  auth: "header",
  settings: z.strictObject({
    topic_url: vendorSite([".eventgrid.azure.net", ".eventgrid.azure.cn", ".eventgrid.azure.us"]),
    access_key: secretText(128),
  }),
  secrets: ["access_key"],
  request: {
    method: "POST",
    base: value("settings.topic_url"),
    path: "/api/events?api-version=2018-01-01",
    headers: { "aeg-sas-key": text("{settings.access_key}", 128, "ascii") },
    body: {
      json: [
        {
          id: value("id"),
          eventType: value("type"),
          subject: text("{tenant}/{dedup_key}", 500, "line"),
          eventTime: value("at"),
          data: value("data"),
          dataVersion: "1",
        },
      ],
    },
  },
  limits: { bodyBytes: 1_000_000, perMinute: null },
  documentation: "https://learn.microsoft.com/en-us/azure/event-grid/post-to-custom-topic",
  example: {
    settings: { topic_url: "https://operations.westeurope-1.eventgrid.azure.net", access_key: "XXXX=" },
    event: "key.revoked",
  },
};
