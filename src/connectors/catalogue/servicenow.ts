// ServiceNow, Table API: an incident for each event. `correlation_id` is the dedup key, by which a business rule of the
// instance can find an open one.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { plainText, secretText, vendorSite } from "../settings.ts";
import { basic, choose, text, value } from "../template.ts";

export const servicenow: Connector = {
  id: "servicenow",
  name: "ServiceNow",
  kind: "tickets",
  auth: "basic",
  settings: z.strictObject({
    site_url: vendorSite([".service-now.com"]),
    user: plainText(100).refine((name) => !name.includes(":"), "no colon"),
    password: secretText(256),
    assignment_group: plainText(80).optional(),
  }),
  secrets: ["password"],
  request: {
    method: "POST",
    base: value("settings.site_url"),
    path: "/api/now/table/incident",
    headers: {
      authorization: basic(value("settings.user"), value("settings.password")),
      accept: "application/json",
    },
    body: {
      json: {
        short_description: text("{summary}", 160, "line"),
        description: text("{details}", 4_000),
        urgency: choose("severity", { critical: "1", error: "2" }, "3"),
        impact: choose("severity", { critical: "1", error: "2" }, "3"),
        correlation_id: text("{dedup_key}", 100, "line"),
        correlation_display: "Traceo",
        assignment_group: value("settings.assignment_group"),
      },
    },
  },
  ignores: ["close"],
  limits: { bodyBytes: 100_000, perMinute: null },
  documentation:
    "https://www.servicenow.com/docs/bundle/xanadu-api-reference/page/integrate/inbound-rest/concept/c_TableAPI.html",
  example: {
    settings: { site_url: "https://example.service-now.com", user: "traceo", password: "XXXXXXXXXXXXXXXX" },
    event: "alert.firing",
  },
};
