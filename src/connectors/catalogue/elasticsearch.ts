// Elasticsearch and OpenSearch: a document for each event in Elastic Common Schema, created under the event's id, so that a repeat
// is refused (409) and there is one. The data is kept as a text: types of events differ in what a field holds.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { ownSite, secretText } from "../settings.ts";
import { choose, text, value, written } from "../template.ts";

export const elasticsearch: Connector = {
  id: "elasticsearch",
  name: "Elasticsearch",
  kind: "observability",
  auth: "header",
  settings: z.strictObject({
    site_url: ownSite(),
    api_key: secretText(),
    index: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,127}$/, "an index or data stream, in lower case"),
  }),
  secrets: ["api_key"],
  request: {
    method: "PUT",
    base: value("settings.site_url"),
    path: text("/{settings.index}/_create/{id}", 1_024, "url"),
    headers: { authorization: text("ApiKey {settings.api_key}", 1_024, "ascii") },
    body: {
      json: {
        "@timestamp": value("at"),
        message: text("{summary}", 1_000, "line"),
        event: {
          id: value("id"),
          kind: choose("state", { note: "event" }, "alert"),
          action: value("type"),
          severity: choose("severity", { critical: 1, error: 2, warning: 3 }, 4),
          provider: "traceo",
          original: written(value("data")),
        },
        organization: { id: value("tenant") },
      },
    },
  },
  limits: { bodyBytes: 1_000_000, perMinute: null },
  answers: { alreadyThere: [409] },
  documentation: "https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-create",
  example: {
    settings: {
      site_url: "https://example.es.eu-west-1.aws.found.io",
      api_key: "XXXX==",
      index: "traceo-events",
    },
    event: "alert.firing",
  },
};
