// Sinch Mailgun, Messages API.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { SENDER_SETTINGS, SUBJECT } from "../mail.ts";
import { htmlReport, plainReport } from "../report-text.ts";
import { mailbox, secretText } from "../settings.ts";
import { basic, choose, text, value } from "../template.ts";

export const mailgun: Connector = {
  id: "mailgun",
  name: "Mailgun",
  kind: "messages",
  auth: "basic",
  settings: z.strictObject({
    ...SENDER_SETTINGS,
    to: mailbox(),
    domain: z
      .string()
      .max(253)
      .regex(/^(?:[a-z0-9-]+\.)+[a-z]{2,}$/, "a sending domain"),
    api_key: secretText(128),
    region: z.enum(["us", "eu"]).default("us"),
  }),
  secrets: ["api_key"],
  request: {
    method: "POST",
    base: choose("settings.region", { us: "https://api.mailgun.net", eu: "https://api.eu.mailgun.net" }),
    path: text("/v3/{settings.domain}/messages", 512, "url"),
    headers: { authorization: basic("api", value("settings.api_key")) },
    body: {
      form: {
        from: text("{settings.from_name} <{settings.from}>", 400, "line"),
        to: value("settings.to"),
        subject: SUBJECT,
        text: plainReport(50_000),
        html: htmlReport(50_000),
        "o:tracking": "no",
        "v:traceo_event_id": value("id"),
      },
    },
  },
  limits: { bodyBytes: 1_000_000, perMinute: null },
  documentation: "https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/messages",
  example: {
    settings: {
      from: "alerts@mg.example.com",
      to: "ops@example.org",
      domain: "mg.example.com",
      api_key: "XXXXXXXX",
      region: "eu",
    },
    event: "budget.threshold_reached",
  },
};
