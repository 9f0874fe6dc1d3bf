// What a commit tells integrators: in its own transaction a row for each event, a row for each endpoint that wants it, and one
// effect that gets the sending going. A tenant without endpoints pays one read of an empty table, and writes nothing.

import { newId } from "../../kernel/ids.ts";
import { oncePer } from "../../kernel/once-per.ts";
import { compileInterest, type NewEvent } from "../../webhooks/index.ts";
import { addDelivery } from "../../webhooks/store/deliveries.ts";
import { listEndpoints, type StoredEndpoint } from "../../webhooks/store/endpoints.ts";
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
  const endpoints = listEndpoints(store.db);
  if (endpoints.length === 0) return [];
  let count = 0;
  for (const event of events) count += writeEvent(store, { event, endpoints, nowMs, tenantId });
  return count === 0 ? [] : kick(store.db);
}

interface Written extends Omit<Telling, "events"> {
  readonly event: NewEvent;
  readonly endpoints: readonly StoredEndpoint[];
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
  readonly version: number;
  readonly interest: Interest;
}

/** An endpoint's condition is compiled once for each of its versions; an object has at most 50 endpoints. */
const interestsOf = oncePer((_db: ObjectStore["db"]) => new Map<string, KnownInterest>());

function interestOf(db: ObjectStore["db"], { id, version, document }: StoredEndpoint): Interest {
  const known = interestsOf(db).get(id);
  if (known?.version === version) return known.interest;
  const interest = compileInterest(document);
  interestsOf(db).set(id, { version, interest });
  return interest;
}

/** An endpoint is not told of its own failures: it would fail to be. */
function isAboutItself({ id }: StoredEndpoint, { type, data }: NewEvent): boolean {
  if (!/^(?:endpoint|delivery)\./.test(type) || typeof data !== "object" || data === null) return false;
  return Reflect.get(data, "endpoint_id") === id;
}
