// Retention: events, deliveries and their attempts go after 30 days, and of each endpoint what is settled beyond a number. Due once
// a day while there are endpoints or events.
// LIMIT: 50,000 settled deliveries of an endpoint, some 2 KB each.

import { DAY_MS } from "../../kernel/time.ts";
import { trimDeliveries } from "../../webhooks/store/retention.ts";
import { listEndpoints } from "../../webhooks/store/endpoints.ts";
import { deleteEventsBefore } from "../../webhooks/store/events.ts";
import { clearDue, setDue } from "../due-work.ts";
import type { ObjectStore } from "../object-store.ts";

const KEPT_MS = 30 * DAY_MS;
const MOST_SETTLED = 50_000;
const EVENTS_AT_ONCE = 5_000;

export function trimWebhooks(store: ObjectStore): void {
  const { db, storage, clock } = store;
  const nowMs = clock();
  const endpoints = listEndpoints(db);
  const beforeMs = nowMs - KEPT_MS;
  for (const { no: endpointNo } of endpoints)
    trimDeliveries(storage.sql, { endpointNo, beforeMs, most: MOST_SETTLED }, nowMs);
  // After the deliveries that name them.
  const deleted = deleteEventsBefore(db, beforeMs, EVENTS_AT_ONCE);
  const isMore = deleted === EVENTS_AT_ONCE;
  if (endpoints.length === 0 && deleted === 0) clearDue(store, "webhook_retention");
  else setDue(store, "webhook_retention", isMore ? nowMs : nowMs + DAY_MS);
}
