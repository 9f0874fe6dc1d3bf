// What may be asked about webhooks: endpoints, deliveries with their attempts, and the feed of events.

import type { Json } from "../../kernel/canonical-json.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import type { DeliveryState } from "../../webhooks/index.ts";
import { listDeliveries, loadDelivery, type ListedDelivery } from "../../webhooks/store/deliveries.ts";
import { listEndpoints } from "../../webhooks/store/endpoints.ts";
import { listEvents, loadEvent, type StoredEvent } from "../../webhooks/store/events.ts";
import { placeOf, seqAt } from "../../webhooks/store/place.ts";
import type { ObjectState, ObjectStore } from "../object-store.ts";
import { findEndpoint } from "../webhooks/find-endpoint.ts";
import { viewEndpoint } from "../webhooks/view-endpoint.ts";

export interface WebhookQueryInputs {
  "webhooks.endpoints": Readonly<Record<string, never>>;
  "webhooks.endpoint": { readonly id: string };
  /** Deliveries before this number, the newest first. */
  "webhooks.deliveries": {
    readonly id: string;
    readonly before: number;
    readonly state: DeliveryState | null;
    readonly limit: number;
  };
  "webhooks.delivery": { readonly id: string; readonly sequence: number };
  /** Events before this number, the newest first. */
  "webhooks.events": { readonly before: number; readonly type: string | null; readonly limit: number };
}

type Answer<N extends keyof WebhookQueryInputs> = (
  store: ObjectStore,
  state: ObjectState,
  input: WebhookQueryInputs[N],
) => Result<Json>;

const readEndpoints: Answer<"webhooks.endpoints"> = ({ db, clock }) =>
  ok(listEndpoints(db).map((endpoint) => viewEndpoint(endpoint, clock())));

const readEndpoint: Answer<"webhooks.endpoint"> = ({ db, clock }, _state, { id }) => {
  const found = findEndpoint(db, { id });
  return found.ok ? ok(viewEndpoint(found.value, clock())) : found;
};

const instant = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

const viewDelivery = (delivery: ListedDelivery, nowMs: number): Readonly<Record<string, Json>> => ({
  sequence: seqAt(delivery.place),
  message_id: delivery.messageId,
  event_id: delivery.eventId,
  event_type: delivery.type,
  status: delivery.state,
  dead_reason: delivery.deadReason,
  is_in_flight: delivery.leaseUntilMs > nowMs,
  attempts: delivery.attempts,
  next_attempt_at: instant(delivery.nextAtMs),
  order_key: delivery.orderKey,
  created_at: instant(delivery.createdAtMs),
});

const readDeliveries: Answer<"webhooks.deliveries"> = ({ db, storage, clock }, _state, input) => {
  const found = findEndpoint(db, input);
  if (!found.ok) return found;
  const listed = listDeliveries(storage.sql, { ...input, endpointNo: found.value.no });
  return ok(listed.map((delivery) => viewDelivery(delivery, clock())));
};

const readDelivery: Answer<"webhooks.delivery"> = ({ db, storage, clock }, _state, { id, sequence }) => {
  const found = findEndpoint(db, { id });
  if (!found.ok) return found;
  const delivery = loadDelivery(storage.sql, placeOf(found.value.no, sequence));
  if (delivery === null) return failed(fault("webhooks.not_found", `there is no delivery \`${sequence}\``));
  const event = loadEvent(db, delivery.eventSeq);
  const listed = { ...delivery, eventId: event?.id ?? null, type: event?.type ?? null };
  const told = event === null ? null : viewEvent(event);
  return ok({ ...viewDelivery(listed, clock()), event: told, log: delivery.log as readonly Json[] });
};

const viewEvent = ({ id, seq, type, atMs, key, data }: StoredEvent): Readonly<Record<string, Json>> => ({
  id,
  seq,
  type,
  timestamp: instant(atMs),
  key,
  data,
});

const readEvents: Answer<"webhooks.events"> = ({ db }, _state, page) =>
  ok(listEvents(db, page).map(viewEvent));

export const WEBHOOK_QUERIES: { readonly [N in keyof WebhookQueryInputs]: Answer<N> } = {
  "webhooks.endpoints": readEndpoints,
  "webhooks.endpoint": readEndpoint,
  "webhooks.deliveries": readDeliveries,
  "webhooks.delivery": readDelivery,
  "webhooks.events": readEvents,
};
