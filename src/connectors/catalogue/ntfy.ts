// ntfy, of ntfy.sh or one's own: a notification on a topic. A message is 4,096 bytes at most and plain text.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { plainReport } from "../report-text.ts";
import { identifier, ownSite, secretText } from "../settings.ts";
import { choose, text, value } from "../template.ts";

export const ntfy: Connector = {
  id: "ntfy",
  name: "ntfy",
  kind: "messages",
  auth: "bearer",
  settings: z.strictObject({
    site_url: ownSite().default("https://ntfy.sh"),
    topic: identifier(64),
    token: secretText(128).optional(),
  }),
  secrets: ["token"],
  request: {
    method: "POST",
    base: value("settings.site_url"),
    path: "/",
    headers: { authorization: text("Bearer {settings.token}", 256, "ascii") },
    body: {
      json: {
        topic: value("settings.topic"),
        title: text("{title}", 250, "line"),
        message: plainReport(1_300),
        priority: choose("severity", { critical: 5, error: 4, warning: 3 }, 2),
        tags: [value("severity")],
        click: value("link"),
      },
    },
  },
  limits: { bodyBytes: 16_384, perMinute: 12 },
  documentation: "https://docs.ntfy.sh/publish/#publish-as-json",
  example: { settings: { topic: "traceo-operations-XXXX", token: "tk_XXXX" }, event: "alert.firing" },
};
