// The request of `twilio-sms`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "twilio-sms",
  sources: ["https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource"],
  url: /^https:\/\/api\.twilio\.com\/2010-04-01\/Accounts\/AC[0-9a-f]{32}\/Messages\.json$/,
  body: z.strictObject({
    To: z.string().regex(/^\+[1-9]\d{1,14}$/),
    From: z.string().optional(),
    MessagingServiceSid: z.string().optional(),
    Body: z.string().min(1).max(1_600),
  }),
  expected: {
    method: "POST",
    url: "https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "user-agent": "traceo-gateway",
      authorization:
        "Basic QUMwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDpYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWA==",
    },
    body: { To: "+14155550100", From: "+14155550199", Body: "Alert firing: checkout is slow" },
  },
};
