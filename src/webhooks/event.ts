// An event as it is committed and as it is sent. It is written in the transaction of the change it tells of, once, and never
// changes after; what an endpoint makes of it (filter, transformation, envelope) is worked out when it is sent.

import { utf8 } from "../kernel/bytes.ts";
import type { Json } from "../kernel/canonical-json.ts";
import type { EventData, EventType } from "./event-types.ts";

/** LIMIT: of `data` as JSON. Standard Webhooks recommends less than 20 kB: an event tells, it does not carry. */
export const MOST_EVENT_BYTES = 65_536;

/** Whoever makes an event of what others wrote asks first, and refuses or cuts it. */
export function isEventSized(data: Json): boolean {
  const text = JSON.stringify(data);
  // A character of a text is three bytes at most.
  return text.length * 3 <= MOST_EVENT_BYTES || utf8(text).byteLength <= MOST_EVENT_BYTES;
}

/** What a command says: the commit adds the id, the instant and the tenant. */
export interface NewEvent {
  readonly type: EventType;
  readonly data: Json;
  /** What it is about: endpoints in order `per_key` get the events of one key one after the other. */
  readonly key?: string;
}

export interface WebhookEvent {
  /** `evt_…` */
  readonly id: string;
  readonly type: EventType;
  readonly atMs: number;
  readonly data: Json;
  readonly tenantId: string;
  readonly key: string | null;
  /** Of the endpoint that it is sent to: rises strictly by one delivery after the other. */
  readonly sequence?: number;
}

/** A new event whose data has the shape of its type. */
export function newEvent<T extends EventType>(type: T, data: EventData<T>, key?: string): NewEvent {
  return { type, data, ...(key === undefined ? {} : { key }) };
}
