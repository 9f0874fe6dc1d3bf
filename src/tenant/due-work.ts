// One alarm over a table of due work: the alarm stands at the earliest row. An object has a single alarm, and it may
// fire twice; so whoever handles a name does it idempotently and then clears or moves its row.

import { asc, eq, lte } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import type { ObjectStore } from "./object-store.ts";
import { dueWork } from "./schema.ts";

export type DueName = "outbox" | "checkpoint" | "forget_replies" | "move" | "offboard";

/** Inside a transaction the alarm is written with it: SQLite-backed objects keep the alarm in the same database. */
export function setDue({ db, storage }: ObjectStore, name: DueName, atMs: number): void {
  db.insert(dueWork).values({ name, atMs }).onConflictDoUpdate({ target: dueWork.name, set: { atMs } }).run();
  alignAlarm(db, storage);
}

export function clearDue({ db, storage }: ObjectStore, name: DueName): void {
  db.delete(dueWork).where(eq(dueWork.name, name)).run();
  alignAlarm(db, storage);
}

export function isDueSet({ db }: ObjectStore, name: DueName): boolean {
  return db.select().from(dueWork).where(eq(dueWork.name, name)).get() !== undefined;
}

export function listDue({ db }: ObjectStore, nowMs: number): DueName[] {
  const rows = db.select().from(dueWork).where(lte(dueWork.atMs, nowMs)).orderBy(asc(dueWork.atMs)).all();
  return rows.map((row) => row.name as DueName);
}

/** Also after an alarm has fired: what is still due must have an alarm again. */
export function alignAlarm(db: DrizzleSqliteDODatabase, storage: DurableObjectStorage): void {
  const next = db.select().from(dueWork).orderBy(asc(dueWork.atMs)).limit(1).get();
  // Not awaited: the write joins the current transaction, and the output gate holds the reply until it is durable.
  void (next === undefined ? storage.deleteAlarm() : storage.setAlarm(next.atMs));
}
