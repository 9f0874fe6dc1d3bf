// A test event for one endpoint, whatever types it asks for: a delivery like any other, signed and recorded.

import { newId } from "../../kernel/ids.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { addDelivery } from "../../webhooks/store/deliveries.ts";
import { addEvent } from "../../webhooks/store/events.ts";
import type { Change, Tx } from "../commit.ts";
import { findEndpoint } from "../webhooks/find-endpoint.ts";
import { kick } from "../webhooks/kick.ts";

export interface TestWebhookEndpoint {
  readonly id: string;
}

export function testWebhookEndpoint(tx: Tx, { id }: TestWebhookEndpoint): Result<Change> {
  const { db, sql, nowMs, random } = tx;
  const found = findEndpoint(db, { id });
  if (!found.ok) return found;
  const { no: endpointNo, document } = found.value;
  const eventId = newId("event", nowMs, random);
  const messageId = newId("message", nowMs, random);
  const data = { endpoint_id: id, name: document.name, message: "a test event, asked for by hand" };
  const event = { id: eventId, type: "endpoint.test" as const, atMs: nowMs, key: id, data };
  const eventSeq = addEvent(sql, event);
  const sequence = addDelivery(sql, { endpointNo, messageId, eventSeq, orderKey: id, atMs: nowMs });
  return ok({
    reply: { event_id: eventId, message_id: messageId, sequence },
    resource: `webhook:${id}`,
    detail: { event_id: eventId, message_id: messageId, sequence },
    raisesEpoch: false,
    effects: kick(db),
  });
}
