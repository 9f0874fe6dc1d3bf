// The request of `amazon-eventbridge`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { jsonText, type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "amazon-eventbridge",
  sources: [
    "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html",
    "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html",
  ],
  url: /^https:\/\/events\.eu-west-1\.amazonaws\.com\/$/,
  body: z.strictObject({
    Entries: z
      .array(
        z.strictObject({
          Time: z.int(),
          Source: z
            .string()
            .min(1)
            .regex(/^(?!aws\.)/),
          DetailType: z.string().min(1).max(128),
          Detail: jsonText.max(262_144),
          EventBusName: z
            .string()
            .min(1)
            .max(1_600)
            .regex(/^[/.\-_A-Za-z0-9:]+$/),
        }),
      )
      .min(1)
      .max(10),
  }),
  expected: {
    method: "POST",
    url: "https://events.eu-west-1.amazonaws.com/",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "user-agent": "traceo-gateway",
      "x-amz-target": "AWSEvents.PutEvents",
      "x-amz-date": "20261123T142000Z",
      authorization:
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261123/eu-west-1/events/aws4_request, SignedHeaders=content-type;host;user-agent;x-amz-date;x-amz-target, Signature=e759d03e6ffd29013407b28450dd3f16c132b1042f856caf7f8bc5d117f5a027",
    },
    body: {
      Entries: [
        {
          Time: 1795443600,
          Source: "traceo.gateway",
          DetailType: "key.revoked",
          Detail:
            '{"id":"evt_06fj2x9q0r4t8w1y5zab","type":"key.revoked","timestamp":"2026-11-23T14:20:00.000Z","data":{"key_id":"key_06fj2x9q0r4t8w1y5zab","name":"collector"}}',
          EventBusName: "operations",
        },
      ],
    },
  },
};
