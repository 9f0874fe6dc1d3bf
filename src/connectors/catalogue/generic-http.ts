// Any HTTP address that takes JSON: the event as Standard Webhooks recommends it, by the method and with the credential that
// the receiver asks for. An endpoint without a connector is signed too; this is for receivers that cannot be changed.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { headerText, ownUrl, secretText } from "../settings.ts";
import { text, value } from "../template.ts";

export const genericHttp: Connector = {
  id: "generic-http",
  name: "HTTP",
  kind: "generic",
  auth: "header",
  settings: z.strictObject({
    url: ownUrl(),
    method: z.enum(["POST", "PUT", "PATCH"]).default("POST"),
    authorization: headerText().optional(),
    api_key: secretText().optional(),
  }),
  secrets: ["authorization", "api_key"],
  request: {
    method: value("settings.method"),
    base: value("settings.url"),
    headers: {
      authorization: text("{settings.authorization}", 1_024, "ascii"),
      "x-api-key": text("{settings.api_key}", 512, "ascii"),
    },
    body: { json: value("envelope") },
  },
  limits: { bodyBytes: 1_000_000, perMinute: null },
  documentation: "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md",
  example: {
    settings: { url: "https://receiver.example.com/traceo", api_key: "XXXX" },
    event: "policy.changed",
  },
};
