// Exports and their links in the tenant object's SQLite. Synchronous: called inside the commit's transaction, and by the work
// on them, which writes its progress only while it holds the fence.

import { and, asc, count, desc, eq, inArray, lt, lte, min, or } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import {
  EXPORT_START,
  type ExportProgress,
  type ExportRequest,
  type ExportState,
  type StoredExport,
  type StoredLink,
} from "../export/export-record.ts";
import { exportJobs, exportLinks } from "./export-schema.ts";

type Db = DrizzleSqliteDODatabase;

const UNFINISHED: ExportState[] = ["queued", "reading", "writing"];

function toStored(row: typeof exportJobs.$inferSelect): StoredExport {
  const { fence: _fence, leaseUntilMs: _lease, attempts: _attempts, ...told } = row;
  return {
    ...told,
    state: row.state as ExportState,
    request: row.request as ExportRequest,
    progress: row.progress as ExportProgress,
  };
}

export interface NewExport {
  readonly id: string;
  readonly owner: string;
  readonly request: ExportRequest;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

export function insertExport(db: Db, made: NewExport): void {
  const blank = { progress: EXPORT_START, fence: 0, leaseUntilMs: 0, attempts: 0 };
  db.insert(exportJobs)
    .values({ ...made, ...blank, state: "queued" satisfies ExportState })
    .run();
}

/** Null also for one that is deleted. */
export function loadExport(db: Db, id: string): StoredExport | null {
  const row = db.select().from(exportJobs).where(eq(exportJobs.id, id)).get();
  return row === undefined || row.state === "deleted" ? null : toStored(row);
}

/** The newest first. */
export function listExports(
  db: Db,
  page: { readonly owner: string; readonly before: string; readonly limit: number },
): StoredExport[] {
  return db
    .select()
    .from(exportJobs)
    .where(and(eq(exportJobs.owner, page.owner), lt(exportJobs.id, page.before)))
    .orderBy(desc(exportJobs.id))
    .limit(page.limit)
    .all()
    .filter(({ state }) => state !== "deleted")
    .map(toStored);
}

export function countExports(db: Db): { readonly open: number; readonly kept: number } {
  const of = (states: ExportState[]): number =>
    db.select({ n: count() }).from(exportJobs).where(inArray(exportJobs.state, states)).get()?.n ?? 0;
  const open = of(UNFINISHED);
  return { open, kept: open + of(["ready", "failed"]) };
}

export interface Taken {
  readonly stored: StoredExport;
  readonly fence: number;
  readonly attempts: number;
}

/** The oldest that nobody works on: it is this worker's until then. */
export function takeExport(db: Db, nowMs: number, leaseMs: number): Taken | null {
  const row = db
    .select()
    .from(exportJobs)
    .where(and(inArray(exportJobs.state, UNFINISHED), lte(exportJobs.leaseUntilMs, nowMs)))
    .orderBy(asc(exportJobs.id))
    .limit(1)
    .get();
  if (row === undefined) return null;
  const [fence, attempts] = [row.fence + 1, row.attempts + 1];
  db.update(exportJobs)
    .set({ fence, attempts, leaseUntilMs: nowMs + leaseMs })
    .where(eq(exportJobs.id, row.id))
    .run();
  return { stored: toStored(row), fence, attempts };
}

export interface Kept {
  readonly id: string;
  readonly fence: number;
  readonly state: ExportState;
  readonly progress: ExportProgress;
  /** When another worker may take it. */
  readonly leaseUntilMs: number;
}

/** False for a worker that was overtaken, and for an export that is not wanted any more. */
export function keepProgress(db: Db, { id, fence, state, progress, leaseUntilMs }: Kept): boolean {
  const kept = db
    .update(exportJobs)
    .set({ state, progress, leaseUntilMs, attempts: 0 })
    .where(and(isHeld(id, fence), inArray(exportJobs.state, UNFINISHED)))
    .returning({ id: exportJobs.id })
    .all();
  return kept.length > 0;
}

const isHeld = (id: string, fence: number) => and(eq(exportJobs.id, id), eq(exportJobs.fence, fence));

export interface Finished {
  readonly id: string;
  readonly fence: number;
  readonly state: "ready" | "failed";
  readonly progress: ExportProgress;
  readonly fault: string | null;
  readonly nowMs: number;
}

export function finishExport(db: Db, { id, fence, nowMs, ...done }: Finished): boolean {
  const finished = db
    .update(exportJobs)
    .set({ ...done, finishedAtMs: nowMs })
    .where(and(isHeld(id, fence), inArray(exportJobs.state, UNFINISHED)))
    .returning({ id: exportJobs.id })
    .all();
  return finished.length > 0;
}

/** Their files are gone: those that are not finished, and those that were, are made from the beginning. */
export function restartExports(db: Db): void {
  const blank = { state: "queued" satisfies ExportState, progress: EXPORT_START, finishedAtMs: null };
  db.update(exportJobs)
    .set({ ...blank, leaseUntilMs: 0, attempts: 0 })
    .where(inArray(exportJobs.state, [...UNFINISHED, "ready"]))
    .run();
}

/** Its files are deleted by the alarm, and the row after them. */
export function markExportDeleted(db: Db, id: string): void {
  db.update(exportJobs)
    .set({ state: "deleted" satisfies ExportState })
    .where(eq(exportJobs.id, id))
    .run();
}

/** Deleted, or at the end of their time. */
export function listExportsToRemove(db: Db, nowMs: number, limit: number): string[] {
  return db
    .select({ id: exportJobs.id })
    .from(exportJobs)
    .where(or(eq(exportJobs.state, "deleted"), lte(exportJobs.expiresAtMs, nowMs)))
    .limit(limit)
    .all()
    .map(({ id }) => id);
}

export function removeExport(db: Db, id: string): void {
  db.delete(exportLinks).where(eq(exportLinks.exportId, id)).run();
  db.delete(exportJobs).where(eq(exportJobs.id, id)).run();
}

/** When the first unfinished one can be taken, and when the first of all ends; null for none. */
export function nextExportTimes(db: Db): { readonly workMs: number | null; readonly endMs: number | null } {
  const work = db
    .select({ at: min(exportJobs.leaseUntilMs) })
    .from(exportJobs)
    .where(inArray(exportJobs.state, UNFINISHED))
    .get();
  const end = db
    .select({ at: min(exportJobs.expiresAtMs) })
    .from(exportJobs)
    .get();
  return { workMs: work?.at ?? null, endMs: end?.at ?? null };
}

export function insertLink(db: Db, link: StoredLink): void {
  db.insert(exportLinks).values(link).run();
}

export function loadLink(db: Db, id: string): StoredLink | null {
  return db.select().from(exportLinks).where(eq(exportLinks.id, id)).get() ?? null;
}

export function countLinks(db: Db, exportId: string): number {
  const counted = db.select({ n: count() }).from(exportLinks).where(eq(exportLinks.exportId, exportId)).get();
  return counted?.n ?? 0;
}

export function markLink(
  db: Db,
  id: string,
  mark: { readonly usedAtMs: number } | { readonly revokedAtMs: number },
): void {
  db.update(exportLinks).set(mark).where(eq(exportLinks.id, id)).run();
}
