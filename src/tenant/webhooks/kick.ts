// The effect that gets a tenant's deliveries going. One is enough for all that waits: whoever sends goes on until nothing is due.

import type { ObjectStore } from "../object-store.ts";
import { lastPending, type Effect } from "../outbox.ts";

export function kick(db: ObjectStore["db"]): Effect[] {
  return lastPending({ db }, "webhooks") === null ? [{ lane: "webhooks", payload: {} }] : [];
}
