// Atlassian Statuspage: an incident on a page for what opens. Subscribers are not told by it: that stays a person's decision.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { identifier, secretText } from "../settings.ts";
import { choose, text, value } from "../template.ts";

export const statuspage: Connector = {
  id: "statuspage",
  name: "Statuspage",
  kind: "incidents",
  auth: "header",
  settings: z.strictObject({ api_key: secretText(128), page_id: identifier(64) }),
  secrets: ["api_key"],
  request: {
    method: "POST",
    base: "https://api.statuspage.io",
    path: text("/v1/pages/{settings.page_id}/incidents", 256, "url"),
    headers: { authorization: text("OAuth {settings.api_key}", 256, "ascii") },
    body: {
      json: {
        incident: {
          name: text("{title}", 200, "line"),
          status: "investigating",
          impact_override: choose(
            "severity",
            { critical: "critical", error: "major", warning: "minor" },
            "none",
          ),
          body: text("{summary}", 1_000, "html"),
          deliver_notifications: false,
          metadata: { traceo: { event_id: value("id"), key: value("dedup_key") } },
        },
      },
    },
  },
  ignores: ["close", "note"],
  limits: { bodyBytes: 65_536, perMinute: 60 },
  documentation: "https://developer.statuspage.io/#operation/postPagesPageIdIncidents",
  example: { settings: { api_key: "XXXX", page_id: "kctbh9vrtdwd" }, event: "alert.firing" },
};
