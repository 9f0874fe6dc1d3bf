// Amazon SNS, Publish. A FIFO topic takes each event once (the delivery's id is the deduplication id) and keeps the order in a group.

import { z } from "zod";
import { AMAZON_SECRETS, AMAZON_SETTINGS } from "../amazon.ts";
import type { Connector } from "../connector.ts";
import { given, text, value, written } from "../template.ts";

export const amazonSns: Connector = {
  id: "amazon-sns",
  name: "Amazon SNS",
  kind: "cloud",
  auth: "sigv4",
  settings: z.strictObject({
    ...AMAZON_SETTINGS,
    topic_arn: z
      .string()
      .regex(/^arn:aws(?:-us-gov)?:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}(?:\.fifo)?$/, "a topic's ARN"),
    message_group: z
      .string()
      .regex(/^[!-~]{1,128}$/, "visible ASCII characters only")
      .optional(),
  }),
  secrets: AMAZON_SECRETS,
  request: {
    method: "POST",
    base: text("https://sns.{settings.region}.amazonaws.com", 128, "word"),
    path: "/",
    headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
    body: {
      form: {
        Action: "Publish",
        Version: "2010-03-31",
        TopicArn: value("settings.topic_arn"),
        Subject: text("{summary}", 99, "ascii"),
        Message: written(value("envelope")),
        "MessageAttributes.entry.1.Name": "type",
        "MessageAttributes.entry.1.Value.DataType": "String",
        "MessageAttributes.entry.1.Value.StringValue": value("type"),
        MessageGroupId: value("settings.message_group"),
        MessageDeduplicationId: given("settings.message_group", text("{message_id}", 128, "word")),
      },
    },
    sigV4: { service: "sns" },
  },
  // LIMIT: 262,144 bytes of message; a form writes a byte as three characters at most.
  limits: { bodyBytes: 786_432, perMinute: null },
  documentation: "https://docs.aws.amazon.com/sns/latest/api/API_Publish.html",
  example: {
    settings: {
      region: "eu-west-1",
      access_key_id: "AKIAIOSFODNN7EXAMPLE",
      secret_access_key: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      topic_arn: "arn:aws:sns:eu-west-1:123456789012:operations.fifo",
      message_group: "traceo",
    },
    event: "key.revoked",
  },
};
