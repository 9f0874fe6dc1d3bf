// Schedules in the tenant object's SQLite. Synchronous: called inside the commit's transaction.

import { and, asc, count, eq, gt, isNotNull, lte, min } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import type { StoredSchedule } from "../schedules/run-record.ts";
import type { Schedule } from "../schedules/schedule.ts";
import { schedules } from "./schedule-schema.ts";

type Db = DrizzleSqliteDODatabase;

const toStored = (row: typeof schedules.$inferSelect): StoredSchedule => ({
  ...row,
  document: row.document as Schedule,
});

/** New, or in place of the one of its id. */
export function saveSchedule(db: Db, { id, ...rest }: StoredSchedule): void {
  db.insert(schedules)
    .values({ id, ...rest })
    .onConflictDoUpdate({ target: schedules.id, set: rest })
    .run();
}

export function loadSchedule(db: Db, id: string): StoredSchedule | null {
  const row = db.select().from(schedules).where(eq(schedules.id, id)).get();
  return row === undefined ? null : toStored(row);
}

/** In the order in which they were made. */
export function listSchedules(
  db: Db,
  page: { readonly after: string; readonly limit: number },
): StoredSchedule[] {
  return db
    .select()
    .from(schedules)
    .where(gt(schedules.id, page.after))
    .orderBy(asc(schedules.id))
    .limit(page.limit)
    .all()
    .map(toStored);
}

export function countSchedules(db: Db): number {
  return db.select({ n: count() }).from(schedules).get()?.n ?? 0;
}

export function deleteSchedule(db: Db, id: string): void {
  db.delete(schedules).where(eq(schedules.id, id)).run();
}

export function listDueSchedules(db: Db, nowMs: number, limit: number): StoredSchedule[] {
  return db
    .select()
    .from(schedules)
    .where(and(isNotNull(schedules.dueAtMs), lte(schedules.dueAtMs, nowMs)))
    .orderBy(asc(schedules.dueAtMs))
    .limit(limit)
    .all()
    .map(toStored);
}

export function setDueAt(db: Db, id: string, dueAtMs: number | null): void {
  db.update(schedules).set({ dueAtMs }).where(eq(schedules.id, id)).run();
}

/** When the first of all is due; null for none. */
export function firstDueAt(db: Db): number | null {
  return (
    db
      .select({ at: min(schedules.dueAtMs) })
      .from(schedules)
      .get()?.at ?? null
  );
}
