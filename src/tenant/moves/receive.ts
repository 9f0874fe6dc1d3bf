// The object of the new jurisdiction takes over a tenant: the audit log entry by entry, hashed again as it comes, so that
// the same root at the end is proof of the same log; every other table as it was.
// INVARIANT: until `arrive` the object is not the tenant's, and answers nobody; `arrive` is the cut over.

import { eq } from "drizzle-orm";
import { EMPTY_FRONTIER, rootOf } from "../../audit/index.ts";
import { appendEncoded } from "../../audit/store/log.ts";
import type { Tenant } from "../../directory/index.ts";
import { isSameBytes } from "../../kernel/bytes.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { loadState, saveState, type ObjectState, type ObjectStore } from "../object-store.ts";
import { objectState } from "../schema.ts";
import { emptyTables, loadPage, type TablePage } from "./table-copy.ts";

/** Made by each object for itself. */
export const NOT_HANDED_OVER = [
  "object_state",
  "audit_entries",
  "audit_tiles",
  "effects",
  "due_work",
] as const;

export interface LogPart {
  /** The first entry's number. */
  readonly from: number;
  readonly entries: readonly string[];
}

/** How many entries it has. `moves.arrived` when the tenant is at home here already: an earlier attempt went through. */
export function beginReceiving(store: ObjectStore, tenant: Tenant): Result<{ readonly size: number }> {
  const state = loadState(store.db);
  if (state !== null && state.standing === null) return failed(fault("moves.arrived"));
  if (state?.standing?.kind === "receiving") return ok({ size: state.frontier.size });
  store.storage.transactionSync(() => {
    emptyTables(store.storage.sql, []);
    const blank = { frontier: EMPTY_FRONTIER, shards: [], checkpoint: null, formerLayouts: [] };
    saveState(store.db, { tenant, epoch: 0, version: 0, ...blank, standing: { kind: "receiving" } });
  });
  return ok({ size: 0 });
}

function receiving(store: ObjectStore): ObjectState {
  const state = loadState(store.db);
  if (state?.standing?.kind !== "receiving") throw new Error("the object takes nothing over now");
  return state;
}

/** Entries that are there already are passed over. */
export function receiveLog(store: ObjectStore, { from, entries }: LogPart): void {
  store.storage.transactionSync(() => {
    const state = receiving(store);
    let { frontier } = state;
    for (const [at, entry] of entries.entries())
      if (from + at >= frontier.size) frontier = appendEncoded(store.db, frontier, entry);
    saveState(store.db, { ...state, frontier });
  });
}

export function receivePage(store: ObjectStore, page: TablePage): void {
  receiving(store);
  if (NOT_HANDED_OVER.some((table) => table === page.table))
    throw new Error(`${page.table} is not handed over`);
  store.storage.transactionSync(() => loadPage(store.storage.sql, page));
}

/** All of the old object's state row that goes along. */
export type HandedState = Pick<
  ObjectState,
  "epoch" | "version" | "shards" | "checkpoint" | "formerLayouts"
> & {
  readonly size: number;
  readonly root: Uint8Array;
};

/** The object is the tenant's from here on; the commit of the cut over follows at once. Again it changes nothing. */
export function arrive(store: ObjectStore, handed: HandedState): void {
  const before = loadState(store.db);
  if (before?.standing === null) return;
  const { frontier, tenant } = receiving(store);
  const { size, root, ...rest } = handed;
  if (frontier.size !== size || !isSameBytes(rootOf(frontier), root))
    throw new Error(`a log of ${frontier.size} entries was received, not the one of ${size}`);
  saveState(store.db, { ...rest, tenant, frontier, standing: null });
}

/** The old object forgets all but where the tenant went. */
export function forgetTenant(store: ObjectStore): void {
  const state = loadState(store.db);
  if (state?.standing?.kind !== "moved") throw new Error("the tenant is at home here");
  store.storage.transactionSync(() => {
    emptyTables(store.storage.sql, ["object_state"]);
    const tenant: Tenant = { ...state.tenant, residency: { ...state.tenant.residency, exception: null } };
    const blank = { frontier: EMPTY_FRONTIER, shards: [], checkpoint: null, formerLayouts: [] };
    store.db.delete(objectState).where(eq(objectState.id, 1)).run();
    saveState(store.db, { ...state, tenant, ...blank });
  });
}
