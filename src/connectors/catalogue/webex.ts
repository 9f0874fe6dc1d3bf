// Cisco Webex, by an incoming webhook. `text` is plain: 7,439 bytes at most, and a unit of text is three bytes at most.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { plainReport } from "../report-text.ts";
import { vendorUrl } from "../settings.ts";
import { value } from "../template.ts";

export const webex: Connector = {
  id: "webex",
  name: "Webex",
  kind: "chat",
  auth: "url",
  settings: z.strictObject({
    webhook_url: vendorUrl(["webexapis.com"], /^\/v1\/webhooks\/incoming\/[\w-]+$/),
  }),
  secrets: ["webhook_url"],
  request: {
    method: "POST",
    base: value("settings.webhook_url"),
    body: { json: { text: plainReport(2_400) } },
  },
  limits: { bodyBytes: 10_000, perMinute: null },
  documentation: "https://apphub.webex.com/applications/incoming-webhooks-cisco-systems-38054-23307-75252",
  example: {
    settings: { webhook_url: "https://webexapis.com/v1/webhooks/incoming/XXXX" },
    event: "alert.firing",
  },
};
