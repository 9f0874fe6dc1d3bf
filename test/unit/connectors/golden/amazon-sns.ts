// The request of `amazon-sns`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { jsonText, type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "amazon-sns",
  sources: ["https://docs.aws.amazon.com/sns/latest/api/API_Publish.html"],
  url: /^https:\/\/sns\.eu-west-1\.amazonaws\.com\/$/,
  body: z.strictObject({
    Action: z.literal("Publish"),
    Version: z.literal("2010-03-31"),
    TopicArn: z.string().startsWith("arn:aws:sns:"),
    // "ASCII text that begins with a letter, number, or punctuation mark; no line breaks or control characters; less than 100 characters."
    Subject: z.string().regex(/^[!-~][ -~]{0,98}$/),
    Message: jsonText.max(262_144),
    "MessageAttributes.entry.1.Name": z.string().regex(/^[A-Za-z0-9_.-]{1,256}$/),
    "MessageAttributes.entry.1.Value.DataType": z.enum(["String", "Number", "Binary"]),
    "MessageAttributes.entry.1.Value.StringValue": z.string().min(1),
    MessageGroupId: z.string().max(128),
    MessageDeduplicationId: z.string().regex(/^[!-~]{1,128}$/),
  }),
  expected: {
    method: "POST",
    url: "https://sns.eu-west-1.amazonaws.com/",
    headers: {
      "content-type": "application/x-www-form-urlencoded; charset=utf-8",
      "user-agent": "traceo-gateway",
      "x-amz-date": "20261123T142000Z",
      authorization:
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261123/eu-west-1/sns/aws4_request, SignedHeaders=content-type;host;user-agent;x-amz-date, Signature=460e1d48e950f50bcfb388bd84194d27eb79dedaa096922032aa8fb6823a7754",
    },
    body: {
      Action: "Publish",
      Version: "2010-03-31",
      TopicArn: "arn:aws:sns:eu-west-1:123456789012:operations.fifo",
      Subject: "Key revoked: collector",
      Message:
        '{"id":"evt_06fj2x9q0r4t8w1y5zab","type":"key.revoked","timestamp":"2026-11-23T14:20:00.000Z","data":{"key_id":"key_06fj2x9q0r4t8w1y5zab","name":"collector"}}',
      "MessageAttributes.entry.1.Name": "type",
      "MessageAttributes.entry.1.Value.DataType": "String",
      "MessageAttributes.entry.1.Value.StringValue": "key.revoked",
      MessageGroupId: "traceo",
      MessageDeduplicationId: "evt_06fj2x9q0r4t8w1y5zab",
    },
  },
};
