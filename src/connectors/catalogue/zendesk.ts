// Zendesk: a ticket for each event, with a private comment. The delivery's id is the idempotency key, the dedup key the external id.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { htmlReport } from "../report-text.ts";
import { mailbox, secretText, vendorSite } from "../settings.ts";
import { basic, choose, text, value } from "../template.ts";

export const zendesk: Connector = {
  id: "zendesk",
  name: "Zendesk",
  kind: "tickets",
  auth: "basic",
  settings: z.strictObject({
    site_url: vendorSite([".zendesk.com"]),
    email: mailbox(),
    api_token: secretText(256),
  }),
  secrets: ["api_token"],
  request: {
    method: "POST",
    base: value("settings.site_url"),
    path: "/api/v2/tickets.json",
    headers: {
      authorization: basic(text("{settings.email}/token", 300, "line"), value("settings.api_token")),
      "idempotency-key": text("{message_id}", 255, "word"),
    },
    body: {
      json: {
        ticket: {
          subject: text("{summary}", 150, "line"),
          comment: { html_body: htmlReport(50_000), public: false },
          priority: choose("severity", { critical: "urgent", error: "high", warning: "normal" }, "low"),
          external_id: text("{dedup_key}", 255, "line"),
          tags: ["traceo"],
        },
      },
    },
  },
  ignores: ["close"],
  limits: { bodyBytes: 262_144, perMinute: 200 },
  documentation: "https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/#create-ticket",
  example: {
    settings: { site_url: "https://example.zendesk.com", email: "traceo@example.com", api_token: "XXXX" },
    event: "alert.firing",
  },
};
