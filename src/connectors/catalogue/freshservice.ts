// Freshservice: a ticket for each event. Its description is HTML. Status 2 is open; priorities are 1 (low) to 4 (urgent).

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { htmlReport } from "../report-text.ts";
import { mailbox, secretText, vendorSite } from "../settings.ts";
import { basic, choose, text, value } from "../template.ts";

export const freshservice: Connector = {
  id: "freshservice",
  name: "Freshservice",
  kind: "tickets",
  auth: "basic",
  settings: z.strictObject({
    site_url: vendorSite([".freshservice.com"]),
    api_key: secretText(128),
    requester_email: mailbox(),
  }),
  secrets: ["api_key"],
  request: {
    method: "POST",
    base: value("settings.site_url"),
    path: "/api/v2/tickets",
    headers: { authorization: basic(value("settings.api_key"), "X") },
    body: {
      json: {
        subject: text("{summary}", 255, "line"),
        description: htmlReport(50_000),
        email: value("settings.requester_email"),
        priority: choose("severity", { critical: 4, error: 3, warning: 2 }, 1),
        status: 2,
        tags: ["traceo"],
      },
    },
  },
  ignores: ["close"],
  limits: { bodyBytes: 262_144, perMinute: 50 },
  documentation: "https://api.freshservice.com/#create_ticket",
  example: {
    settings: {
      site_url: "https://example.freshservice.com",
      api_key: "XXXX",
      requester_email: "traceo@example.com",
    },
    event: "alert.firing",
  },
};
