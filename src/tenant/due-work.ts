// One alarm over a table of due work: the alarm stands at the earliest row. An object has a single alarm, and it may
// fire twice; so whoever handles a name does it idempotently and then clears or moves its row.

import { asc, lte } from "drizzle-orm";
import type { ObjectStore } from "./object-store.ts";
import { dueWork } from "./schema.ts";

export type DueName =
  | "outbox"
  | "checkpoint"
  | "forget_replies"
  | "move"
  | "offboard"
  | "webhooks"
  | "webhook_retention"
  | "usage"
  | "budgets"
  | "exports"
  | "reports";

export interface DueLater {
  readonly name: DueName;
  readonly atMs: number;
}

/** Inside a transaction the alarm is written with it: SQLite-backed objects keep the alarm in the same database. */
export function setDue({ storage }: ObjectStore, name: DueName, atMs: number): void {
  // In SQL as written, here and below: every commit passes.
  storage.sql.exec(
    "INSERT INTO due_work (name, at_ms) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET at_ms = excluded.at_ms",
    name,
    atMs,
  );
  alignAlarm(storage);
}

/** Unless it is due by then already: costs no write in most transactions. */
export function setDueBy(store: ObjectStore, { name, atMs }: DueLater): void {
  const standingMs = dueAt(store, name);
  if (standingMs === null || standingMs > atMs) setDue(store, name, atMs);
}

export function clearDue({ storage }: ObjectStore, name: DueName): void {
  const cleared = storage.sql.exec("DELETE FROM due_work WHERE name = ? RETURNING name", name).toArray();
  if (cleared.length > 0) alignAlarm(storage);
}

export function isDueSet(store: ObjectStore, name: DueName): boolean {
  return dueAt(store, name) !== null;
}

export function dueAt({ storage }: ObjectStore, name: DueName): number | null {
  const [row] = storage.sql
    .exec<{ at_ms: number }>("SELECT at_ms FROM due_work WHERE name = ?", name)
    .toArray();
  return row?.at_ms ?? null;
}

export function listDue({ db }: ObjectStore, nowMs: number): DueName[] {
  const rows = db.select().from(dueWork).where(lte(dueWork.atMs, nowMs)).orderBy(asc(dueWork.atMs)).all();
  return rows.map((row) => row.name as DueName);
}

/** Also after an alarm has fired: what is still due must have an alarm again. */
export function alignAlarm(storage: DurableObjectStorage): void {
  const { atMs } = storage.sql.exec<{ atMs: number | null }>("SELECT min(at_ms) AS atMs FROM due_work").one();
  // Not awaited: the write joins the current transaction, and the output gate holds the reply until it is durable.
  void (atMs === null ? storage.deleteAlarm() : storage.setAlarm(atMs));
}
