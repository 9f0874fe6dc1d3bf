// n8n, of n8n Cloud or one's own: a Webhook node, with header authentication where the node asks for it.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { FLAT_EVENT } from "../flat-event.ts";
import { headerText, ownUrl } from "../settings.ts";
import { text, value } from "../template.ts";

export const n8n: Connector = {
  id: "n8n",
  name: "n8n",
  kind: "automation",
  auth: "header",
  settings: z.strictObject({ webhook_url: ownUrl(), authorization: headerText().optional() }),
  secrets: ["webhook_url", "authorization"],
  request: {
    method: "POST",
    base: value("settings.webhook_url"),
    headers: { authorization: text("{settings.authorization}", 1_024, "ascii") },
    body: { json: FLAT_EVENT },
  },
  limits: { bodyBytes: 16_000_000, perMinute: null },
  documentation: "https://docs.n8n.io/integrations/builtin/core-nodes/n8n-nodes-base.webhook/",
  example: {
    settings: {
      webhook_url: "https://example.app.n8n.cloud/webhook/d1cba915-ca18-4425-bcfb-133205fc815a",
      authorization: "XXXX",
    },
    event: "report.ready",
  },
};
