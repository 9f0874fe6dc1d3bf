// Pushover: a notification on phones. Plain text: a title of 250 characters, a message of 1,024. Priority 2 would ask for a person's
// answer again and again: the most here is 1.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { plainReport } from "../report-text.ts";
import { choose, given, text, value } from "../template.ts";

const pushoverKey = z.string().regex(/^[A-Za-z0-9]{30}$/, "30 letters and digits");

export const pushover: Connector = {
  id: "pushover",
  name: "Pushover",
  kind: "messages",
  auth: "body",
  settings: z.strictObject({ token: pushoverKey, user: pushoverKey }),
  secrets: ["token", "user"],
  request: {
    method: "POST",
    base: "https://api.pushover.net",
    path: "/1/messages.json",
    body: {
      json: {
        token: value("settings.token"),
        user: value("settings.user"),
        title: text("{title}", 250, "line"),
        message: plainReport(1_024),
        priority: choose("severity", { critical: 1, info: -1 }, 0),
        timestamp: value("at_seconds"),
        url: given("link", text("{link}", 512, "line")),
      },
    },
  },
  limits: { bodyBytes: 16_384, perMinute: null },
  answers: { takenWhere: { pointer: "/status", is: 1 } },
  documentation: "https://pushover.net/api#messages",
  example: {
    settings: { token: "azGDORePK8gMaC0QOYAMyEEuzJnyUi", user: "uQiRzpo4DXghDmr9QzzfQu27cmVRsG" },
    event: "alert.firing",
  },
};
