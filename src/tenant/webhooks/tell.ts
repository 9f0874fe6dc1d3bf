// Events of what is no change of the tenant, and so no commit: a head that was signed. Written with their effect, like those of a
// commit.

import type { NewEvent } from "../../webhooks/index.ts";
import { setDue } from "../due-work.ts";
import { loadState, type ObjectStore } from "../object-store.ts";
import { putEffects } from "../outbox.ts";
import { writeEvents } from "./write-events.ts";

/** In the caller's transaction. The alarm drains what it leads to. */
export function tell(store: ObjectStore, events: readonly NewEvent[]): void {
  const state = loadState(store.db);
  if (state === null || state.standing !== null) return;
  const nowMs = store.clock();
  const effects = writeEvents(store, { events, nowMs, tenantId: state.tenant.id });
  putEffects(store.db, effects, nowMs);
  if (effects.length > 0) setDue(store, "outbox", nowMs);
}
