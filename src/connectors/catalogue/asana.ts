// Asana: a task in a project for each event. `notes` are plain text.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { plainReport } from "../report-text.ts";
import { secretText } from "../settings.ts";
import { text, value } from "../template.ts";

export const asana: Connector = {
  id: "asana",
  name: "Asana",
  kind: "tickets",
  auth: "bearer",
  settings: z.strictObject({
    token: secretText(),
    project: z.string().regex(/^\d{1,20}$/, "a project's number"),
  }),
  secrets: ["token"],
  request: {
    method: "POST",
    base: "https://app.asana.com",
    path: "/api/1.0/tasks",
    headers: { authorization: text("Bearer {settings.token}", 1_024, "ascii"), accept: "application/json" },
    body: {
      json: {
        data: {
          name: text("{summary}", 500, "line"),
          notes: plainReport(20_000),
          projects: [value("settings.project")],
        },
      },
    },
  },
  ignores: ["close"],
  limits: { bodyBytes: 131_072, perMinute: 150 },
  documentation: "https://developers.asana.com/reference/createtask",
  example: { settings: { token: "2/XXXX", project: "1201234567890123" }, event: "alert.firing" },
};
