// What the object does itself is counted here: a query that ends, with its slot, and an attempt to deliver a webhook. Once.
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

/** An attempt to deliver a webhook that was answered, or was not: in the transaction that records it. */
export function countAttempt(store: ObjectStore, nowMs: number): void {
  countOwn(store, { ...NOBODY, quantities: { webhook_attempts: 1 } }, nowMs);
}

/** What the object did itself, and no commit tells of. */
function countOwn(store: ObjectStore, line: UsageLine, nowMs: number): void {
  const usage = { [Math.floor(nowMs / HOUR_MS)]: [line] };
  const isOfBudgets = countUsage(store.db, { usage, nowMs, shard: null });
  setDueBy(store, showUsageLater(nowMs));
  // The alarm judges: it has happened when it is counted.
  if (isOfBudgets) setDueBy(store, { name: "budgets", atMs: nowMs });
}
