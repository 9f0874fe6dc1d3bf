// Postmark, Email API. It answers 200 with an error's code to what it took no mail of.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { SENDER_SETTINGS, SUBJECT } from "../mail.ts";
import { htmlReport, plainReport } from "../report-text.ts";
import { identifier, mailbox, secretText } from "../settings.ts";
import { text, value } from "../template.ts";

export const postmark: Connector = {
  id: "postmark",
  name: "Postmark",
  kind: "messages",
  auth: "header",
  settings: z.strictObject({
    ...SENDER_SETTINGS,
    to: mailbox(),
    server_token: secretText(64),
    message_stream: identifier(30).default("outbound"),
  }),
  secrets: ["server_token"],
  request: {
    method: "POST",
    base: "https://api.postmarkapp.com",
    path: "/email",
    headers: {
      "x-postmark-server-token": text("{settings.server_token}", 64, "ascii"),
      accept: "application/json",
    },
    body: {
      json: {
        From: text("{settings.from_name} <{settings.from}>", 255, "line"),
        To: value("settings.to"),
        Subject: SUBJECT,
        TextBody: plainReport(50_000),
        HtmlBody: htmlReport(50_000),
        MessageStream: value("settings.message_stream"),
        Metadata: { event_id: value("id") },
      },
    },
  },
  limits: { bodyBytes: 5_000_000, perMinute: null },
  answers: { takenWhere: { pointer: "/ErrorCode", is: 0 } },
  documentation: "https://postmarkapp.com/developer/api/email-api#send-a-single-email",
  example: {
    settings: {
      from: "alerts@example.com",
      to: "ops@example.org",
      server_token: "01234567-89ab-cdef-0123-456789abcdef",
    },
    event: "budget.threshold_reached",
  },
};
