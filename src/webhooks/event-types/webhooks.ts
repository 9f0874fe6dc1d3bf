// Events about webhooks themselves. An endpoint is not told of its own failures: who else listens is.

import { z } from "zod";
import { DISABLE_REASONS } from "../endpoint-status.ts";
import { eventType } from "../event-type.ts";

const endpoint = { endpoint_id: z.string(), name: z.string() };
const ENDPOINT = { endpoint_id: "ep_06fj2x9q0r4t8w1y5zab", name: "billing" };

export const WEBHOOK_EVENTS = {
  "endpoint.test": eventType({
    meaning: "Somebody asked for a test of an endpoint; nothing happened.",
    dataClass: "operational",
    version: 1,
    data: z.strictObject({ ...endpoint, message: z.string() }),
    example: { ...ENDPOINT, message: "a test event, asked for by hand" },
  }),
  "endpoint.disabled": eventType({
    meaning: "Nothing is sent to an endpoint any more, until somebody enables it again.",
    dataClass: "operational",
    version: 1,
    data: z.strictObject({
      ...endpoint,
      reason: z.enum(DISABLE_REASONS),
      failing_since: z.iso.datetime().nullable(),
    }),
    example: { ...ENDPOINT, reason: "failing", failing_since: "2026-11-18T14:00:00.000Z" },
  }),
  "endpoint.secret_rotated": eventType({
    meaning: "An endpoint has a new signing secret; the one before signs too until `previous_until`.",
    dataClass: "operational",
    version: 1,
    data: z.strictObject({ ...endpoint, previous_until: z.iso.datetime() }),
    example: { ...ENDPOINT, previous_until: "2026-11-24T14:00:00.000Z" },
  }),
  "delivery.dead": eventType({
    meaning:
      "An event was given up for an endpoint after its last attempt; it is kept and can be sent again.",
    dataClass: "operational",
    version: 1,
    data: z.strictObject({ ...endpoint, message_id: z.string(), event_type: z.string(), reason: z.string() }),
    example: {
      ...ENDPOINT,
      message_id: "msg_06fj2x9q0r4t8w1y5zab",
      event_type: "key.revoked",
      reason: "exhausted",
    },
  }),
} as const;
