// Closed months of a tenant and what was adjusted since. A closed statement is never written again.

import { desc, eq } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import type { Adjustment, StatementDocument } from "../chargeback/statement-document.ts";
import { chargebackAdjustments, chargebackClosed } from "./bill-schema.ts";

type Db = DrizzleSqliteDODatabase;

export interface ClosedMonth {
  readonly closedMs: number;
  readonly statement: StatementDocument;
}

export function loadClosed(db: Db, period: string): ClosedMonth | null {
  const row = db.select().from(chargebackClosed).where(eq(chargebackClosed.period, period)).get();
  return row === undefined ? null : { closedMs: row.closedMs, statement: row.statement as StatementDocument };
}

export function keepClosed(db: Db, { closedMs, statement }: ClosedMonth): void {
  db.insert(chargebackClosed).values({ period: statement.period, closedMs, statement }).run();
}

export function listClosed(db: Db): { readonly period: string; readonly closedMs: number }[] {
  const { period, closedMs } = chargebackClosed;
  return db.select({ period, closedMs }).from(chargebackClosed).orderBy(desc(period)).all();
}

/** In the order in which they were entered. */
export function listAdjustments(db: Db, period: string): Adjustment[] {
  const rows = db.select().from(chargebackAdjustments).where(eq(chargebackAdjustments.period, period)).all();
  return rows.map(({ entry }) => entry as Adjustment).sort((one, other) => (one.id < other.id ? -1 : 1));
}

export function keepAdjustment(db: Db, period: string, entry: Adjustment): void {
  db.insert(chargebackAdjustments).values({ id: entry.id, period, entry }).run();
}
