// Amazon EventBridge, PutEvents. It answers 200 to an entry that it did not take: `FailedEntryCount` decides.

import { z } from "zod";
import { AMAZON_SECRETS, AMAZON_SETTINGS } from "../amazon.ts";
import type { Connector } from "../connector.ts";
import { text, value, written } from "../template.ts";

export const amazonEventbridge: Connector = {
  id: "amazon-eventbridge",
  name: "Amazon EventBridge",
  kind: "cloud",
  auth: "sigv4",
  settings: z.strictObject({
    ...AMAZON_SETTINGS,
    event_bus: z
      .string()
      .max(1_600)
      .regex(/^[/.\-_A-Za-z0-9:]+$/, "a bus's name or ARN")
      .default("default"),
    source: z
      .string()
      .regex(/^(?!aws\.)[A-Za-z0-9._/-]{1,256}$/, "a name that does not begin with `aws.`")
      .default("traceo.gateway"),
  }),
  secrets: AMAZON_SECRETS,
  request: {
    method: "POST",
    base: text("https://events.{settings.region}.amazonaws.com", 128, "word"),
    path: "/",
    headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": "AWSEvents.PutEvents" },
    body: {
      json: {
        Entries: [
          {
            Time: value("at_seconds"),
            Source: value("settings.source"),
            DetailType: text("{type}", 128, "line"),
            Detail: written(value("envelope")),
            EventBusName: value("settings.event_bus"),
          },
        ],
      },
    },
    sigV4: { service: "events" },
  },
  limits: { bodyBytes: 262_144, perMinute: null },
  answers: { takenWhere: { pointer: "/FailedEntryCount", is: 0 } },
  documentation: "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html",
  example: {
    settings: {
      region: "eu-west-1",
      access_key_id: "AKIAIOSFODNN7EXAMPLE",
      secret_access_key: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      event_bus: "operations",
    },
    event: "key.revoked",
  },
};
