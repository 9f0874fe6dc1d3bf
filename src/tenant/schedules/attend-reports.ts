// The alarm's part in reports: what is due is opened, what waits for a worker is told to the queue, again for as long as nobody
// takes it; runs at the end of their time lose their files, then their rows.

import type { Tenant } from "../../directory/index.ts";
import { DAY_MS, MINUTE_MS, SECOND_MS } from "../../kernel/time.ts";
import { runFolder, SCHEDULE_LIMITS } from "../../reporting/index.ts";
import { listOldRuns, removeRun, runTimes } from "../../reporting/store/report-runs.ts";
import { firstDueAt } from "../../reporting/store/schedules.ts";
import type { Placement } from "../../residency/store/placement.ts";
import { clearDue, setDue } from "../due-work.ts";
import { loadState, type ObjectStore } from "../object-store.ts";
import { lastPending, putEffects, type Outbox } from "../outbox.ts";
import { isAnyInDoubt } from "./doubtful-mails.ts";
import { isWorking, openDue } from "./work-on-report.ts";
import { lookAtMs } from "./show-due.ts";

export const RUN_REPORTS = "reports.run";

const TELL_AGAIN_MS = 30 * SECOND_MS;
const LOOK_AGAIN_MS = 10 * MINUTE_MS;
const REMOVED_AT_ONCE = 20;
const KEYS_AT_ONCE = 1_000;
const KEPT_MS = SCHEDULE_LIMITS.keptDays * DAY_MS;

export interface ReportKeeper {
  readonly store: ObjectStore;
  readonly placement: Placement;
  readonly outbox: Outbox;
}

export async function attendReports({ store, placement, outbox }: ReportKeeper): Promise<void> {
  const state = loadState(store.db);
  // Gone from here: the object that the tenant arrived in goes on.
  if (state === null || state.standing?.kind === "moved") return clearDue(store, "reports");
  const { tenant } = state;
  const nowMs = store.clock();
  if (!isWorking(store)) return setDue(store, "reports", nowMs + waitMs(tenant));
  openDue(store);
  await removeOld(store, placement, tenant);
  const { workMs, oldestMs } = runTimes(store.db);
  const isWaiting = (workMs !== null && workMs <= nowMs) || isAnyInDoubt(store);
  if (isWaiting)
    await placement
      .queue(tenant.jurisdiction)
      .send({ kind: RUN_REPORTS, tenant_id: tenant.id }, { contentType: "json" });
  const dueAtMs = firstDueAt(store.db);
  // Also when nothing has changed: the tenant may have come to another database.
  if (dueAtMs !== null && lastPending(store, "reports") === null)
    putEffects(store.db, [{ lane: "reports", payload: {} }], nowMs);
  const times = [
    isWaiting ? nowMs + TELL_AGAIN_MS : workMs,
    dueAtMs === null ? null : Math.max(lookAtMs(state, dueAtMs), nowMs + SECOND_MS),
    oldestMs === null ? null : Math.max(oldestMs + KEPT_MS, nowMs + SECOND_MS),
  ];
  const nextMs = Math.min(...times.map((ms) => ms ?? Number.POSITIVE_INFINITY));
  if (Number.isFinite(nextMs)) setDue(store, "reports", nextMs);
  else clearDue(store, "reports");
  await outbox.drain("reports");
}

const waitMs = ({ status }: Tenant): number => (status === "active" ? TELL_AGAIN_MS : LOOK_AGAIN_MS);

async function removeOld(store: ObjectStore, placement: Placement, tenant: Tenant): Promise<void> {
  for (const id of listOldRuns(store.db, store.clock() - KEPT_MS, REMOVED_AT_ONCE)) {
    await deleteFiles(placement, tenant, id);
    // A crash here leaves the row: the next alarm finds no files and removes it.
    removeRun(store.db, id);
  }
}

async function deleteFiles(placement: Placement, tenant: Tenant, id: string): Promise<void> {
  const bucket = placement.storedBucket(tenant);
  const prefix = runFolder(tenant.id, id);
  for (;;) {
    const { keys } = await bucket.list({ prefix, limit: KEYS_AT_ONCE });
    if (keys.length > 0) await bucket.delete(keys);
    if (keys.length < KEYS_AT_ONCE) return;
  }
}

/** In the transaction of a cut over: tables came along, effects and due work did not. */
export function resumeReports(store: ObjectStore): void {
  if (firstDueAt(store.db) === null && runTimes(store.db).oldestMs === null) return;
  putEffects(store.db, [{ lane: "reports", payload: {} }], store.clock());
  setDue(store, "outbox", store.clock());
  setDue(store, "reports", store.clock());
}
