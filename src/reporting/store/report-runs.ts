// Runs of schedules and their deliveries in the tenant object's SQLite. Synchronous: called inside the commit's transaction,
// and by the work on them, which changes a run only while it holds the fence.

import { and, asc, count, desc, eq, inArray, lt, lte, min } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import type {
  ReportDeliveryState,
  ReportFile,
  RunKind,
  RunState,
  StoredReportDelivery,
  StoredRun,
  TargetKind,
} from "../schedules/run-record.ts";
import type { Schedule } from "../schedules/schedule.ts";
import { reportDeliveries, reportRuns } from "./schedule-schema.ts";

type Db = DrizzleSqliteDODatabase;

const OPEN: RunState[] = ["queued", "running"];

function toStored(row: typeof reportRuns.$inferSelect): StoredRun {
  const { fence: _fence, leaseUntilMs: _lease, ...told } = row;
  return {
    ...told,
    kind: row.kind as RunKind,
    state: row.state as RunState,
    document: row.document as Schedule,
    files: row.files as ReportFile[],
  };
}

export type NewRun = Pick<
  StoredRun,
  | "id"
  | "scheduleId"
  | "kind"
  | "dueAtMs"
  | "owner"
  | "scheduleVersion"
  | "document"
  | "missed"
  | "createdAtMs"
>;

/** False when the due time has its run already. */
export function addRun(db: Db, run: NewRun): boolean {
  const blank = { files: [], fence: 0, leaseUntilMs: 0, attempts: 0 };
  const added = db
    .insert(reportRuns)
    .values({ ...run, ...blank, state: "queued" satisfies RunState })
    .onConflictDoNothing()
    .returning({ id: reportRuns.id })
    .all();
  return added.length > 0;
}

export function loadRun(db: Db, id: string): StoredRun | null {
  const row = db.select().from(reportRuns).where(eq(reportRuns.id, id)).get();
  return row === undefined ? null : toStored(row);
}

export interface RunPage {
  readonly scheduleId: string;
  readonly before: string;
  readonly limit: number;
}

/** The newest first. */
export function listRuns(db: Db, { scheduleId, before, limit }: RunPage): StoredRun[] {
  return db
    .select()
    .from(reportRuns)
    .where(and(eq(reportRuns.scheduleId, scheduleId), lt(reportRuns.id, before)))
    .orderBy(desc(reportRuns.id))
    .limit(limit)
    .all()
    .map(toStored);
}

export function countOpenRuns(db: Db): number {
  const counted = db.select({ n: count() }).from(reportRuns).where(inArray(reportRuns.state, OPEN)).get();
  return counted?.n ?? 0;
}

export interface TakenRun {
  readonly run: StoredRun;
  readonly fence: number;
}

/** The oldest that nobody works on: it is this worker's until its lease ends. */
export function takeRun(db: Db, nowMs: number, leaseMs: number): TakenRun | null {
  const row = db
    .select()
    .from(reportRuns)
    .where(and(inArray(reportRuns.state, OPEN), lte(reportRuns.leaseUntilMs, nowMs)))
    .orderBy(asc(reportRuns.dueAtMs), asc(reportRuns.id))
    .limit(1)
    .get();
  if (row === undefined) return null;
  const taken = { fence: row.fence + 1, attempts: row.attempts + 1, state: "running" satisfies RunState };
  db.update(reportRuns)
    .set({ ...taken, leaseUntilMs: nowMs + leaseMs })
    .where(eq(reportRuns.id, row.id))
    .run();
  return { run: toStored({ ...row, ...taken }), fence: taken.fence };
}

const isHeld = (id: string, fence: number) =>
  and(eq(reportRuns.id, id), eq(reportRuns.fence, fence), inArray(reportRuns.state, OPEN));

/** False for a worker that was overtaken, and for a run that is not wanted any more. */
export function keepLease(
  db: Db,
  { id, fence, leaseUntilMs }: { id: string; fence: number; leaseUntilMs: number },
): boolean {
  const kept = db
    .update(reportRuns)
    .set({ leaseUntilMs })
    .where(isHeld(id, fence))
    .returning({ id: reportRuns.id })
    .all();
  return kept.length > 0;
}

export interface FinishedRun {
  readonly id: string;
  readonly fence: number;
  readonly state: Extract<RunState, "sent" | "skipped" | "failed">;
  readonly files: readonly ReportFile[];
  readonly fault: string | null;
  readonly nowMs: number;
}

export function finishRun(db: Db, { id, fence, files, nowMs, ...done }: FinishedRun): boolean {
  const finished = db
    .update(reportRuns)
    .set({ ...done, files: [...files], finishedAtMs: nowMs })
    .where(isHeld(id, fence))
    .returning({ id: reportRuns.id })
    .all();
  return finished.length > 0;
}

/** In the order of the schedule; one that there is already stays as it is. */
export function addReportDelivery(db: Db, delivery: StoredReportDelivery): void {
  db.insert(reportDeliveries).values(delivery).onConflictDoNothing().run();
}

export function listReportDeliveries(db: Db, runId: string): StoredReportDelivery[] {
  return db
    .select()
    .from(reportDeliveries)
    .where(eq(reportDeliveries.runId, runId))
    .orderBy(asc(reportDeliveries.no))
    .all()
    .map(({ id: _id, ...row }) => ({
      ...row,
      kind: row.kind as TargetKind,
      role: row.role as StoredReportDelivery["role"],
      state: row.state as ReportDeliveryState,
    }));
}

export interface MailedMark {
  readonly runId: string;
  readonly target: string;
  readonly state: ReportDeliveryState;
  readonly reason: string | null;
  readonly atMs: number;
}

/** What became of the mail to an address. */
export function markMailedReport(db: Db, { runId, target, ...mark }: MailedMark): void {
  const isThis = [eq(reportDeliveries.runId, runId), eq(reportDeliveries.target, target)];
  db.update(reportDeliveries)
    .set(mark)
    .where(and(...isThis, eq(reportDeliveries.kind, "email" satisfies TargetKind)))
    .run();
}

/** Of a schedule that was deleted: nobody works on them any more. */
export function dropOpenRuns(db: Db, scheduleId: string, nowMs: number): void {
  db.update(reportRuns)
    .set({ state: "skipped" satisfies RunState, fault: "schedules.not_found", finishedAtMs: nowMs })
    .where(and(eq(reportRuns.scheduleId, scheduleId), inArray(reportRuns.state, OPEN)))
    .run();
}

export function listOldRuns(db: Db, beforeMs: number, limit: number): string[] {
  return db
    .select({ id: reportRuns.id })
    .from(reportRuns)
    .where(lt(reportRuns.createdAtMs, beforeMs))
    .limit(limit)
    .all()
    .map(({ id }) => id);
}

export function removeRun(db: Db, id: string): void {
  db.delete(reportDeliveries).where(eq(reportDeliveries.runId, id)).run();
  db.delete(reportRuns).where(eq(reportRuns.id, id)).run();
}

/** When the first unfinished one can be taken, and when the oldest was made; null for none. */
export function runTimes(db: Db): { readonly workMs: number | null; readonly oldestMs: number | null } {
  const work = db
    .select({ at: min(reportRuns.leaseUntilMs) })
    .from(reportRuns)
    .where(inArray(reportRuns.state, OPEN))
    .get();
  const oldest = db
    .select({ at: min(reportRuns.createdAtMs) })
    .from(reportRuns)
    .get();
  return { workMs: work?.at ?? null, oldestMs: oldest?.at ?? null };
}
