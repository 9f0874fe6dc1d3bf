// What the object does itself is counted here: a query that ends, with its slot, and attempts to deliver webhooks. Once.
// LIMIT: an object that restarts has forgotten the queries that ran: those are not counted, as nobody got their answer's end.

import { NOBODY, type UsageLine } from "../../finops/index.ts";
import { HOUR_MS } from "../../kernel/time.ts";
import { setDueBy } from "../due-work.ts";
import type { ObjectParts } from "../object-parts.ts";
import { loadState, type ObjectStore } from "../object-store.ts";
import { countUsage, showUsageLater } from "./count-usage.ts";

export interface QueryUse {
  /** The principal that asked. */
  readonly key: string;
  /** Of blocks read. */
  readonly bytes: number;
}

export function closeQuery(
  { store, slots }: Pick<ObjectParts, "store" | "slots">,
  leaseId: string,
  { key, bytes }: QueryUse,
): void {
  const beganMs = slots.giveBack(leaseId);
  if (beganMs === null || loadState(store.db)?.standing !== null) return;
  const nowMs = store.clock();
  // Whole milliseconds are the meter's parts; a query that took less took one.
  const quantities = { queries: 1, query_bytes: bytes, query_seconds: Math.max(1, nowMs - beganMs) };
  store.storage.transactionSync(() => countOwn(store, { ...NOBODY, key, quantities }, nowMs));
}

export interface Attempts {
  readonly count: number;
  readonly nowMs: number;
}

/** Attempts to deliver webhooks that were answered, or were not: in the transaction that records them. */
export function countAttempts(store: ObjectStore, { count, nowMs }: Attempts): void {
  countOwn(store, { ...NOBODY, quantities: { webhook_attempts: count } }, nowMs);
}

/** What the object did itself, and no commit tells of. */
function countOwn(store: ObjectStore, line: UsageLine, nowMs: number): void {
  const usage = { [Math.floor(nowMs / HOUR_MS)]: [line] };
  const isOfBudgets = countUsage(store.db, { usage, nowMs, shard: null });
  setDueBy(store, showUsageLater(nowMs));
  // The alarm judges: it has happened when it is counted.
  if (isOfBudgets) setDueBy(store, { name: "budgets", atMs: nowMs });
}
