// ClickUp: a task in a list for each event. `description` is plain text.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { plainReport } from "../report-text.ts";
import { secretText } from "../settings.ts";
import { choose, text } from "../template.ts";

export const clickup: Connector = {
  id: "clickup",
  name: "ClickUp",
  kind: "tickets",
  auth: "header",
  settings: z.strictObject({
    token: secretText(256),
    list: z.string().regex(/^\d{1,20}$/, "a list's number"),
  }),
  secrets: ["token"],
  request: {
    method: "POST",
    base: "https://api.clickup.com",
    path: text("/api/v2/list/{settings.list}/task", 128, "url"),
    headers: { authorization: text("{settings.token}", 256, "ascii") },
    body: {
      json: {
        name: text("{summary}", 500, "line"),
        description: plainReport(20_000),
        priority: choose("severity", { critical: 1, error: 2, warning: 3 }, 4),
        tags: ["traceo"],
      },
    },
  },
  ignores: ["close"],
  limits: { bodyBytes: 131_072, perMinute: 100 },
  documentation: "https://developer.clickup.com/reference/createtask",
  example: { settings: { token: "pk_XXXX", list: "901234567890" }, event: "alert.firing" },
};
