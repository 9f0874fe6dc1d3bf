// A worker's way to reports: it takes a run, says now and then that it is still at it, and finishes it. What it holds is its
// own by a lease and a fence: one that dies is followed by another that makes the same files under the same names.

import { MINUTE_MS, SECOND_MS } from "../../kernel/time.ts";
import { SCHEDULE_LIMITS, type StoredRun } from "../../reporting/index.ts";
import { keepLease, takeRun } from "../../reporting/store/report-runs.ts";
import { listDueSchedules } from "../../reporting/store/schedules.ts";
import { bindCommand } from "../commands.ts";
import type { FinishReportRun } from "../commands/report-run.ts";
import { commit } from "../commit.ts";
import { setDueBy } from "../due-work.ts";
import type { Envelope } from "../envelope.ts";
import { loadOpenMove } from "../moves/move-store.ts";
import { findDoubts, settleDoubts, type Doubts, type SettledDoubts } from "./doubtful-mails.ts";
import type { ObjectParts } from "../object-parts.ts";
import { loadState, type ObjectStore } from "../object-store.ts";

/** LIMIT: one rendering takes a few queries' time at most, which tiers bound by less than this. */
const LEASE_MS = 3 * MINUTE_MS;
/** What time alone mends is tried again after this long. */
const AGAIN_MS = 20 * SECOND_MS;

export type ReportStep =
  | { readonly do: "take" }
  | { readonly do: "keep" | "release"; readonly id: string; readonly fence: number }
  | ({ readonly do: "finish" } & FinishReportRun)
  | { readonly do: "doubts" }
  | ({ readonly do: "settle" } & SettledDoubts);

export interface ReportTask {
  readonly run: StoredRun;
  readonly fence: number;
  /** What fails now fails for good. */
  readonly isLastTry: boolean;
}

/** `stale`: policies or dashboards changed, and who gets what has to be looked at again before it is finished. */
export type ReportStepped = ReportTask | Doubts | "done" | "stale" | null;

/** Null when there is nothing to take, and for a worker whose work is not wanted any more. */
export function workOnReport(
  { store, outbox, goOn }: Pick<ObjectParts, "store" | "outbox" | "goOn">,
  step: ReportStep,
): ReportStepped {
  if (!isWorking(store)) return null;
  const worked = work(store, step);
  // What was handed over leaves at once; what a crash keeps here the alarm drains.
  goOn(outbox.drainAll());
  return worked;
}

function work(store: ObjectStore, step: ReportStep): ReportStepped {
  switch (step.do) {
    case "take":
      return take(store);
    case "keep":
    case "release":
      return keep(store, step);
    case "finish":
      return finish(store, step);
    case "doubts":
      return findDoubts(store);
    case "settle":
      return settleDoubts(store, step);
  }
}

/** Nothing is made for a tenant that is suspended, nor while it moves: its files are copied then. It is caught up once. */
export function isWorking({ db }: ObjectStore): boolean {
  const state = loadState(db);
  return state?.standing === null && state.tenant.status === "active" && loadOpenMove(db) === null;
}

function keep(store: ObjectStore, step: Extract<ReportStep, { do: "keep" | "release" }>): "done" | null {
  const leaseUntilMs = store.clock() + (step.do === "keep" ? LEASE_MS : AGAIN_MS);
  if (!keepLease(store.db, { id: step.id, fence: step.fence, leaseUntilMs })) return null;
  setDueBy(store, { name: "reports", atMs: leaseUntilMs });
  return "done";
}

/** Found by cron, by the alarm or by a worker: whoever comes first opens the run, and there is one. */
export function openDue(store: ObjectStore): void {
  while (listDueSchedules(store.db, store.clock(), 1).length > 0) {
    const opened = commit(store, envelopeOf("open_due"), bindCommand("reports.open_due", {}));
    if (!opened.ok) return;
  }
}

function take(store: ObjectStore): ReportTask | null {
  openDue(store);
  for (;;) {
    const taken = takeRun(store.db, store.clock(), LEASE_MS);
    if (taken === null) return null;
    const { run, fence } = taken;
    setDueBy(store, { name: "reports", atMs: store.clock() + LEASE_MS });
    const { attempts } = run;
    if (attempts <= SCHEDULE_LIMITS.attempts)
      return { run, fence, isLastTry: attempts === SCHEDULE_LIMITS.attempts };
    const ended = { id: run.id, fence, state: "failed", fault: "internal.bug" } as const;
    finish(store, { ...ended, files: [], outcomes: [], judged: null });
  }
}

function finish(
  store: ObjectStore,
  { id, fence, state, fault, files, outcomes, judged }: FinishReportRun,
): "done" | "stale" | null {
  const input = { id, fence, state, fault, files, outcomes, judged };
  const finished = commit(store, envelopeOf(id), bindCommand("reports.finish", input));
  if (finished.ok) return "done";
  return finished.fault.code === "policy.stale" ? "stale" : null;
}

const envelopeOf = (requestId: string): Envelope => ({
  decidedAt: "platform",
  actor: { kind: "system", id: "reports" },
  action: "reports:run",
  reasons: ["platform"],
  requestId,
  idempotency: null,
});
