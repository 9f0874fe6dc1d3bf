// Twilio SendGrid, Mail Send v3.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { RECIPIENTS, SENDER_SETTINGS, SUBJECT } from "../mail.ts";
import { htmlReport, plainReport } from "../report-text.ts";
import { secretText } from "../settings.ts";
import { choose, each, text, value } from "../template.ts";

export const sendgrid: Connector = {
  id: "sendgrid",
  name: "SendGrid",
  kind: "messages",
  auth: "bearer",
  settings: z.strictObject({
    ...SENDER_SETTINGS,
    to: RECIPIENTS,
    api_key: secretText(128),
    region: z.enum(["global", "eu"]).default("global"),
  }),
  secrets: ["api_key"],
  request: {
    method: "POST",
    base: choose("settings.region", {
      global: "https://api.sendgrid.com",
      eu: "https://api.eu.sendgrid.com",
    }),
    path: "/v3/mail/send",
    headers: { authorization: text("Bearer {settings.api_key}", 256, "ascii") },
    body: {
      json: {
        personalizations: [{ to: each("settings.to", 50, { email: value("item") }) }],
        from: { email: value("settings.from"), name: value("settings.from_name") },
        subject: SUBJECT,
        content: [
          { type: "text/plain", value: plainReport(50_000) },
          { type: "text/html", value: htmlReport(50_000) },
        ],
        custom_args: { traceo_event_id: value("id") },
      },
    },
  },
  limits: { bodyBytes: 1_000_000, perMinute: null },
  documentation: "https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send",
  example: {
    settings: { api_key: "SG.XXXX", from: "alerts@example.com", to: ["ops@example.org"], region: "eu" },
    event: "budget.threshold_reached",
  },
};
