// What a commit tells integrators: in its own transaction a row for each event, a row for each endpoint that wants it, and one
// effect that gets the sending going. A tenant without endpoints pays one read of an empty table, and writes nothing.

import { newId } from "../../kernel/ids.ts";
import { oncePer } from "../../kernel/once-per.ts";
import { compileInterest, type NewEvent } from "../../webhooks/index.ts";
import { listStamps, type ListedEndpoint } from "../../webhooks/store/active.ts";
import { addDelivery } from "../../webhooks/store/deliveries.ts";
import { loadEndpointAt } from "../../webhooks/store/endpoints.ts";
import { addEvent } from "../../webhooks/store/events.ts";
import type { ObjectStore } from "../object-store.ts";
import type { Effect } from "../outbox.ts";
import { kick } from "./kick.ts";

export interface Telling {
  readonly events: readonly NewEvent[];
  readonly nowMs: number;
  readonly tenantId: string;
}

/** In the caller's transaction. What is left to do is the effect that it returns, none where one waits already. */
export function writeEvents(store: ObjectStore, { events, nowMs, tenantId }: Telling): Effect[] {
  if (events.length === 0) return [];
  const endpoints = listStamps(store.storage.sql);
  if (endpoints.length === 0) return [];
  let count = 0;
  for (const event of events) count += writeEvent(store, { event, endpoints, nowMs, tenantId });
  return count === 0 ? [] : kick(store.db);
}

interface Written extends Omit<Telling, "events"> {
  readonly event: NewEvent;
  readonly endpoints: readonly ListedEndpoint[];
}

/** How many endpoints want it. */
function writeEvent(store: ObjectStore, { event, endpoints, nowMs, tenantId }: Written): number {
  const { db, random, storage } = store;
  const id = newId("event", nowMs, random);
  const { type, data, key = null } = event;
  const eventSeq = addEvent(storage.sql, { id, type, atMs: nowMs, key, data });
  const told = { id, type, atMs: nowMs, data, tenantId, key };
  const wanting = endpoints.filter((one) => !isAboutItself(one, event) && interestOf(db, one)(told));
  for (const { no: endpointNo } of wanting)
    addDelivery(storage.sql, {
      endpointNo,
      messageId: newId("message", nowMs, random),
      eventSeq,
      orderKey: key,
      atMs: nowMs,
    });
  return wanting.length;
}

type Interest = ReturnType<typeof compileInterest>;

interface KnownInterest {
  readonly stamp: string;
  readonly interest: Interest;
}

/** An endpoint's condition is read and compiled once for each of its versions; an object has at most 50 endpoints. */
const interestsOf = oncePer((_db: ObjectStore["db"]) => new Map<number, KnownInterest>());

function interestOf(db: ObjectStore["db"], { no, stamp }: ListedEndpoint): Interest {
  const known = interestsOf(db).get(no);
  if (known?.stamp === stamp) return known.interest;
  const endpoint = loadEndpointAt(db, no);
  if (endpoint === null) throw new Error(`endpoint ${no} went between two statements`);
  const interest = compileInterest(endpoint.document);
  interestsOf(db).set(no, { stamp, interest });
  return interest;
}

/** An endpoint is not told of its own failures: it would fail to be. */
function isAboutItself({ id }: ListedEndpoint, { type, data }: NewEvent): boolean {
  if (!/^(?:endpoint|delivery)\./.test(type) || typeof data !== "object" || data === null) return false;
  return Reflect.get(data, "endpoint_id") === id;
}
