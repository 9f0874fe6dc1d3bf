// A delivery was given up or may not be sent: it is kept as a dead letter, and whoever listens is told. Where the transfer rules
// refused it, the log says which rule.

import type { Json } from "../../kernel/canonical-json.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { newEvent, type DeadReason, type NewEvent } from "../../webhooks/index.ts";
import type { Change, Tx } from "../commit.ts";

export interface BuryWebhookDelivery {
  readonly endpointId: string;
  readonly endpointName: string;
  readonly messageId: string;
  readonly sequence: number;
  readonly eventType: string;
  readonly reason: DeadReason;
  /** Of a transfer that was refused: what the entry and the event say. */
  readonly refusal: { readonly detail: Json; readonly event: NewEvent } | null;
}

export function buryWebhookDelivery(_tx: Tx, buried: BuryWebhookDelivery): Result<Change> {
  const { endpointId, messageId, sequence, reason, refusal } = buried;
  const detail = refusal?.detail ?? {};
  return ok({
    reply: null,
    resource: `webhook:${endpointId}`,
    detail: { ...(detail as Readonly<Record<string, Json>>), message_id: messageId, sequence, reason },
    outcome: refusal === null ? "allowed" : "denied",
    raisesEpoch: false,
    effects: [],
    events: eventsOf(buried),
  });
}

/** Of an event about deliveries nobody is told: two endpoints that fail would tell each other of it for ever. */
function eventsOf(buried: BuryWebhookDelivery): NewEvent[] {
  const { endpointId, endpointName, messageId, eventType, reason, refusal } = buried;
  if (/^(?:endpoint|delivery)\.|^residency\.refused$/.test(eventType)) return [];
  const data = {
    endpoint_id: endpointId,
    name: endpointName,
    message_id: messageId,
    event_type: eventType,
    reason,
  };
  const dead = newEvent("delivery.dead", data, endpointId);
  return refusal === null ? [dead] : [dead, refusal.event];
}
