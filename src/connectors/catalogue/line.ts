// LINE, Messaging API: a push message. A text message is plain text of 5,000 characters at most.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { plainReport } from "../report-text.ts";
import { secretText } from "../settings.ts";
import { choose, text, value } from "../template.ts";

export const line: Connector = {
  id: "line",
  name: "LINE",
  kind: "chat",
  auth: "bearer",
  settings: z.strictObject({
    channel_access_token: secretText(),
    to: z.string().regex(/^[UCR][0-9a-f]{32}$/, "the id of a user, group or room"),
  }),
  secrets: ["channel_access_token"],
  request: {
    method: "POST",
    base: "https://api.line.me",
    path: "/v2/bot/message/push",
    headers: { authorization: text("Bearer {settings.channel_access_token}", 1_024, "ascii") },
    body: {
      json: {
        to: value("settings.to"),
        messages: [{ type: "text", text: plainReport(5_000) }],
        notificationDisabled: choose("severity", { info: true }, false),
      },
    },
  },
  limits: { bodyBytes: 65_536, perMinute: 120_000 },
  documentation: "https://developers.line.biz/en/reference/messaging-api/#send-push-message",
  example: {
    settings: { channel_access_token: "XXXX", to: "C0123456789abcdef0123456789abcdef" },
    event: "alert.firing",
  },
};
