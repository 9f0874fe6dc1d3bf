// Runs of reports: those that are due are opened, once each; one that is made is finished, and in the same transaction all
// that it sends is handed over: mails, messages to endpoints, the events of it, and its usage.

import { fault } from "../../kernel/fault.ts";
import { newId } from "../../kernel/ids.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import {
  lastDue,
  missedBetween,
  nextDue,
  type ReportFile,
  type RunState,
  type StoredRun,
  type StoredSchedule,
  type TargetOutcome,
} from "../../reporting/index.ts";
import { addReportDelivery, addRun, finishRun, loadRun } from "../../reporting/store/report-runs.ts";
import { listDueSchedules, setDueAt } from "../../reporting/store/schedules.ts";
import { newEvent, type NewEvent } from "../../webhooks/index.ts";
import type { Change, Tx } from "../commit.ts";
import { countReports } from "../finops/count-reports.ts";
import type { Effect } from "../outbox.ts";
import { handOver } from "../schedules/hand-over.ts";
import { isStill, type Judged } from "../schedules/judged.ts";
import { showDue } from "../schedules/show-due.ts";

/** LIMIT: of one transaction; the next one takes the rest. */
const OPENED_AT_ONCE = 50;

export type OpenDueRuns = Readonly<Record<string, never>>;

export interface FinishReportRun {
  readonly id: string;
  readonly fence: number;
  readonly state: Extract<RunState, "sent" | "skipped" | "failed">;
  readonly fault: string | null;
  readonly files: readonly ReportFile[];
  readonly outcomes: readonly TargetOutcome[];
  /** What those who get something were judged by; null where nobody does. INVARIANT: by no other is anything handed over. */
  readonly judged: Judged | null;
}

const change = (resource: string, detail: Change["detail"]): Change => ({
  reply: null,
  resource,
  detail,
  raisesEpoch: false,
  effects: [],
});

/** A run for each schedule that is due. Of several due times that nobody was there for the last is run, once. */
export function openDueRuns(tx: Tx): Result<Change> {
  const opened = listDueSchedules(tx.db, tx.nowMs, OPENED_AT_ONCE).flatMap((due) => openRun(tx, due));
  return ok({ ...change("tenant:self", { runs: opened }), ...showDue(tx), due: "reports" });
}

function openRun({ db, nowMs, random }: Tx, schedule: StoredSchedule): string[] {
  const { id: scheduleId, document, owner, version: scheduleVersion, dueAtMs: firstMs } = schedule;
  if (firstMs === null) return [];
  const dueAtMs = Math.max(firstMs, lastDue(document, nowMs) ?? firstMs);
  setDueAt(db, scheduleId, nextDue(document, nowMs));
  const id = newId("run", nowMs, random);
  const missed = missedBetween(document, firstMs, dueAtMs);
  const run = { id, scheduleId, document, owner, scheduleVersion, dueAtMs, missed };
  return addRun(db, { ...run, kind: "scheduled", createdAtMs: nowMs }) ? [id] : [];
}

/** `reports.overtaken`: another worker has it, or nobody wants it any more; `policy.stale`: look again who may have it. */
export function finishReportRun(tx: Tx, finished: FinishReportRun): Result<Change> {
  const { db, nowMs } = tx;
  const { id, fence, state, files, outcomes, judged, fault: code } = finished;
  if (judged !== null && !isStill(db, tx.state.epoch, judged)) return failed(fault("policy.stale"));
  if (!finishRun(db, { id, fence, state, files, fault: code, nowMs }))
    return failed(fault("reports.overtaken"));
  const run = loadRun(db, id);
  if (run === null) throw new Error("it was written a moment ago");
  const effects: Effect[] = [];
  for (const [no, outcome] of outcomes.entries()) {
    const handed = handOver(tx, run, { outcome, judged });
    effects.push(...handed.effects);
    addReportDelivery(db, { runId: id, no, ...handed.delivery, atMs: nowMs });
  }
  const told = { ...change(`report:${id}`, detailOf(run, outcomes)), effects, events: eventsOf(run) };
  return ok(countReports(tx, { owner: run.owner, reports: files.length }, { ...told, due: "reports" }));
}

/** To whom, and what came of it: addresses are in the run's record, not in the log. */
function detailOf(run: StoredRun, outcomes: readonly TargetOutcome[]): Change["detail"] {
  const { scheduleId: schedule, state, fault: code, files } = run;
  const refused = outcomes.filter(({ refusal }) => refusal !== null).length;
  const due_at = new Date(run.dueAtMs).toISOString();
  const made = files.map(({ no, sha256, sizeBytes: bytes }) => ({ no, sha256, bytes }));
  return { schedule, due_at, state, fault: code, files: made, sent: outcomes.length - refused, refused };
}

function eventsOf({ id, scheduleId, document, state, fault: code }: StoredRun): NewEvent[] {
  const { name, format } = document;
  const path = `/v1/report-runs/${id}`;
  const about = { report_id: scheduleId, name };
  if (state === "sent") return [newEvent("report.ready", { ...about, format, path }, scheduleId)];
  return state === "failed"
    ? [newEvent("report.failed", { ...about, reason: code ?? "internal.bug" }, scheduleId)]
    : [];
}
