// Resend. The delivery's id is the idempotency key: a repeat within 24 hours sends no second mail.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { RECIPIENTS, SENDER_SETTINGS, SUBJECT } from "../mail.ts";
import { htmlReport, plainReport } from "../report-text.ts";
import { secretText } from "../settings.ts";
import { text, value } from "../template.ts";

export const resend: Connector = {
  id: "resend",
  name: "Resend",
  kind: "messages",
  auth: "bearer",
  settings: z.strictObject({ ...SENDER_SETTINGS, to: RECIPIENTS, api_key: secretText(128) }),
  secrets: ["api_key"],
  request: {
    method: "POST",
    base: "https://api.resend.com",
    path: "/emails",
    headers: {
      authorization: text("Bearer {settings.api_key}", 256, "ascii"),
      "idempotency-key": text("{message_id}", 256, "word"),
    },
    body: {
      json: {
        from: text("{settings.from_name} <{settings.from}>", 400, "line"),
        to: value("settings.to"),
        subject: SUBJECT,
        text: plainReport(50_000),
        html: htmlReport(50_000),
      },
    },
  },
  limits: { bodyBytes: 1_000_000, perMinute: 120 },
  documentation: "https://resend.com/docs/api-reference/emails/send-email",
  example: {
    settings: { api_key: "re_XXXX", from: "alerts@example.com", to: ["ops@example.org"] },
    event: "budget.threshold_reached",
  },
};
