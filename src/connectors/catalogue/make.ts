// Make, by a custom webhook, with its API key where the webhook asks for one.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { FLAT_EVENT } from "../flat-event.ts";
import { secretText, vendorUrl } from "../settings.ts";
import { text, value } from "../template.ts";

export const make: Connector = {
  id: "make",
  name: "Make",
  kind: "automation",
  auth: "url",
  settings: z.strictObject({
    webhook_url: vendorUrl([".make.com", ".make.celonis.com"], /^\/[a-z0-9]+$/),
    api_key: secretText(128).optional(),
  }),
  secrets: ["webhook_url", "api_key"],
  request: {
    method: "POST",
    base: value("settings.webhook_url"),
    headers: { "x-make-apikey": text("{settings.api_key}", 128, "ascii") },
    body: { json: FLAT_EVENT },
  },
  limits: { bodyBytes: 5_000_000, perMinute: 1_800 },
  documentation: "https://help.make.com/webhooks",
  example: {
    settings: { webhook_url: "https://hook.eu1.make.com/abcdefghijklmnopqrstuvwxyz012345", api_key: "XXXX" },
    event: "report.ready",
  },
};
