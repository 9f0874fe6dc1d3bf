// The alarm's part in exports: what is deleted or at its end loses its files, then its row; what is to be worked on and held
// by nobody is told to the queue, again for as long as nobody takes it.

import type { Tenant } from "../../directory/index.ts";
import { SECOND_MS } from "../../kernel/time.ts";
import { exportsFolder } from "../../reporting/index.ts";
import {
  listExportsToRemove,
  nextExportTimes,
  removeExport,
  restartExports,
} from "../../reporting/store/exports.ts";
import type { Placement } from "../../residency/store/placement.ts";
import { clearDue, setDue } from "../due-work.ts";
import { loadState, type ObjectStore } from "../object-store.ts";

export const RENDER_EXPORTS = "exports.render";

const TELL_AGAIN_MS = 30 * SECOND_MS;
const REMOVED_AT_ONCE = 20;
const KEYS_AT_ONCE = 1_000;

export interface ExportKeeper {
  readonly store: ObjectStore;
  readonly placement: Placement;
}

export async function attendExports({ store, placement }: ExportKeeper): Promise<void> {
  const state = loadState(store.db);
  // Gone from here: the object that the tenant arrived in goes on.
  if (state === null || state.standing?.kind === "moved") return clearDue(store, "exports");
  const { tenant } = state;
  const nowMs = store.clock();
  if (state.standing !== null) return setDue(store, "exports", nowMs + TELL_AGAIN_MS);
  const gone = listExportsToRemove(store.db, nowMs, REMOVED_AT_ONCE);
  for (const id of gone) {
    await deleteFiles(placement, tenant, id);
    // A crash here leaves the row: the next alarm finds no files and removes it.
    removeExport(store.db, id);
  }
  const { workMs, endMs } = nextExportTimes(store.db);
  const isWaiting = workMs !== null && workMs <= nowMs;
  if (isWaiting)
    await placement
      .queue(tenant.jurisdiction)
      .send({ kind: RENDER_EXPORTS, tenant_id: tenant.id }, { contentType: "json" });
  const times = [isWaiting ? nowMs + TELL_AGAIN_MS : workMs, gone.length < REMOVED_AT_ONCE ? endMs : nowMs];
  const nextMs = Math.min(...times.map((ms) => ms ?? Number.POSITIVE_INFINITY));
  if (Number.isFinite(nextMs)) setDue(store, "exports", nextMs);
  else clearDue(store, "exports");
}

/** In the transaction of a cut over: tables came along, due work did not. Files do not either: they are made again. */
export function resumeExports(store: ObjectStore): void {
  restartExports(store.db);
  if (nextExportTimes(store.db).endMs !== null) setDue(store, "exports", store.clock());
}

async function deleteFiles(placement: Placement, tenant: Tenant, id: string): Promise<void> {
  const bucket = placement.storedBucket(tenant);
  const prefix = exportsFolder(tenant.id, id);
  for (;;) {
    const { keys } = await bucket.list({ prefix, limit: KEYS_AT_ONCE });
    if (keys.length > 0) await bucket.delete(keys);
    if (keys.length < KEYS_AT_ONCE) return;
  }
}
