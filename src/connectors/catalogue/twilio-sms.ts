// Twilio, a text message. 1,600 characters at most by Twilio; here 320, because each 153 of them is charged.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { secretText } from "../settings.ts";
import { basic, text, value } from "../template.ts";

const phone = z.string().regex(/^\+[1-9]\d{6,14}$/, "a number in E.164, such as `+14155550100`");

export const twilioSms: Connector = {
  id: "twilio-sms",
  name: "Twilio SMS",
  kind: "messages",
  auth: "basic",
  settings: z
    .strictObject({
      account_sid: z.string().regex(/^AC[0-9a-fA-F]{32}$/, "an account SID"),
      auth_token: secretText(64),
      to: phone,
      from: phone.or(z.string().regex(/^[A-Za-z0-9 ]{1,11}$/, "a sender's name")).optional(),
      messaging_service_sid: z
        .string()
        .regex(/^MG[0-9a-fA-F]{32}$/, "a messaging service's SID")
        .optional(),
    })
    .refine((given) => (given.from === undefined) !== (given.messaging_service_sid === undefined), {
      message: "either `from` or `messaging_service_sid`",
      path: ["from"],
    }),
  secrets: ["auth_token"],
  request: {
    method: "POST",
    base: "https://api.twilio.com",
    path: text("/2010-04-01/Accounts/{settings.account_sid}/Messages.json", 128, "url"),
    headers: { authorization: basic(value("settings.account_sid"), value("settings.auth_token")) },
    body: {
      form: {
        To: value("settings.to"),
        From: value("settings.from"),
        MessagingServiceSid: value("settings.messaging_service_sid"),
        Body: text("{summary}", 320, "line"),
      },
    },
  },
  limits: { bodyBytes: 16_384, perMinute: 60 },
  documentation: "https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource",
  example: {
    settings: {
      account_sid: "AC00000000000000000000000000000000",
      auth_token: "XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX",
      to: "+14155550100",
      from: "+14155550199",
    },
    event: "alert.firing",
  },
};
