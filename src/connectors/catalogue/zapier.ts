// Zapier, by a catch hook ("Webhooks by Zapier"). Zapier flattens what it is sent into fields of the Zap.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { FLAT_EVENT } from "../flat-event.ts";
import { vendorUrl } from "../settings.ts";
import { value } from "../template.ts";

export const zapier: Connector = {
  id: "zapier",
  name: "Zapier",
  kind: "automation",
  auth: "url",
  settings: z.strictObject({
    webhook_url: vendorUrl(["hooks.zapier.com"], /^\/hooks\/(catch|standard)\/[\w/-]+$/),
  }),
  secrets: ["webhook_url"],
  request: { method: "POST", base: value("settings.webhook_url"), body: { json: FLAT_EVENT } },
  limits: { bodyBytes: 10_000_000, perMinute: 2_000 },
  documentation:
    "https://help.zapier.com/hc/en-us/articles/8496288690317-Trigger-Zap-workflows-from-webhooks",
  example: {
    settings: { webhook_url: "https://hooks.zapier.com/hooks/catch/1234567/abcdefg/" },
    event: "report.ready",
  },
};
