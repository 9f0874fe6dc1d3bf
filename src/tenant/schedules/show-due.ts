// What follows from a change of what is due: the projection in the cell's database by effect, and the object's own alarm.
//
// Cron finds by the projection what is due, and the queue carries it. The alarm stands a while later: it finds what cron missed
// because the projection was late or lost. A silo's database is asked by nobody across tenants: its alarm is the one that finds.

import { firstDueAt } from "../../reporting/store/schedules.ts";
import { SECOND_MS } from "../../kernel/time.ts";
import type { Placement } from "../../residency/store/placement.ts";
import { showDueReports } from "../../reporting/store/due-reports.ts";
import type { Change, Tx } from "../commit.ts";
import { loadState, type ObjectState, type ObjectStore } from "../object-store.ts";
import { lastPending } from "../outbox.ts";

const NET_MS = 90 * SECOND_MS;

/** When the alarm looks after what is due then. */
export function lookAtMs({ tenant }: Pick<ObjectState, "tenant">, dueAtMs: number): number {
  return tenant.isolation === "silo" ? dueAtMs : dueAtMs + NET_MS;
}

export function showDue({ db, state }: Tx): Pick<Change, "effects" | "later"> {
  const dueAtMs = firstDueAt(db);
  // One effect is enough for all: it shows what is due when it is handled.
  const effects = lastPending({ db }, "reports") === null ? [{ lane: "reports" as const, payload: {} }] : [];
  return { effects, later: dueAtMs === null ? [] : [{ name: "reports", atMs: lookAtMs(state, dueAtMs) }] };
}

/** The lane's handler. Again it shows the same. */
export async function carryDue(store: ObjectStore, placement: Placement): Promise<void> {
  const state = loadState(store.db);
  // A tenant that has left is shown where it went to.
  if (state === null || state.standing !== null) return;
  const dueAtMs = state.tenant.status === "active" ? firstDueAt(store.db) : null;
  await showDueReports(placement.database(state.tenant, "operational"), dueAtMs);
}
