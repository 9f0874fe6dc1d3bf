// Imported bills in a tenant's object. Synchronous: called inside the transaction that takes a bill.
// INVARIANT: for a billing period of a source one import stands, the last that was taken; only its sums are read.

import { and, desc, eq, inArray, lt } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import type { BillImport } from "../focus/bill-import.ts";
import type { BillSummary } from "../focus/bill-sums.ts";
import type { DailyCost } from "../focus/daily-sums.ts";
import { billDaily, billFacts, billImports, billPeriods } from "./bill-schema.ts";

type Db = DrizzleSqliteDODatabase;

export type BillFacts = Omit<BillSummary, "daily">;

export interface StoredImport {
  readonly record: BillImport;
  readonly place: string;
}

export function loadImport(db: Db, id: string): StoredImport | null {
  const row = db.select().from(billImports).where(eq(billImports.id, id)).get();
  return row === undefined ? null : { record: row.record as BillImport, place: row.place };
}

export function saveImport(db: Db, { record, place }: StoredImport, hash: string | null): void {
  const row = { id: record.id, source: record.source, hash, record, place };
  db.insert(billImports).values(row).onConflictDoUpdate({ target: billImports.id, set: row }).run();
}

/** The newest first. */
export function listImports(db: Db, { before, limit }: { before: string; limit: number }): BillImport[] {
  const older = before === "" ? undefined : lt(billImports.id, before);
  const rows = db.select().from(billImports).where(older).orderBy(desc(billImports.id)).limit(limit).all();
  return rows.map(({ record }) => record as BillImport);
}

export function runningImports(db: Db, source: string): StoredImport[] {
  const rows = db.select().from(billImports).where(eq(billImports.source, source)).all();
  return rows
    .map(({ record, place }) => ({ record: record as BillImport, place }))
    .filter(({ record }) => record.state === "running");
}

/** The import of the source that has this content and stands for something. */
export function findSame(db: Db, source: string, hash: string): BillImport | null {
  const isSame = and(eq(billImports.source, source), eq(billImports.hash, hash));
  const rows = db.select().from(billImports).where(isSame).all();
  const done = rows.map(({ record }) => record as BillImport).find(({ state }) => state === "done");
  return done ?? null;
}

const COSTS_A_ROW = 1_000;

function keepDaily(db: Db, importId: string, daily: readonly DailyCost[]): void {
  for (const [period, costs] of Map.groupBy(daily, (cost) => cost.period))
    for (let at = 0; at < costs.length; at += COSTS_A_ROW) {
      const row = { importId, period, part: at / COSTS_A_ROW, costs: costs.slice(at, at + COSTS_A_ROW) };
      db.insert(billDaily).values(row).run();
    }
}

export interface Replaced {
  readonly importId: string;
  readonly period: string;
}

/** The import stands for these periods from now on; which it has replaced. */
export function standFor(db: Db, { id, source }: BillImport, periods: readonly string[]): Replaced[] {
  const replaced: Replaced[] = [];
  for (const period of periods) {
    const isThis = and(eq(billPeriods.source, source), eq(billPeriods.period, period));
    const before = db.select().from(billPeriods).where(isThis).get();
    if (before !== undefined) replaced.push({ importId: before.importId, period });
    const row = { source, period, importId: id };
    db.insert(billPeriods)
      .values(row)
      .onConflictDoUpdate({ target: [billPeriods.source, billPeriods.period], set: row })
      .run();
  }
  return replaced;
}

/** Its sums are not read any more. True when nothing of the import stands now. */
export function dropPeriod(db: Db, { importId, period }: Replaced): boolean {
  db.delete(billDaily)
    .where(and(eq(billDaily.importId, importId), eq(billDaily.period, period)))
    .run();
  const left = db.select().from(billPeriods).where(eq(billPeriods.importId, importId)).get();
  if (left !== undefined) return false;
  db.delete(billFacts).where(eq(billFacts.importId, importId)).run();
  return true;
}

export function keepSums(db: Db, importId: string, { daily, ...facts }: BillSummary): void {
  keepDaily(db, importId, daily);
  const days = new Set(daily.map(({ day }) => day)).size;
  db.insert(billFacts).values({ importId, days, facts }).run();
}

/** Costs of charges whose day lies in the range, both ends included. */
export function readDaily(db: Db, from: string, to: string): DailyCost[] {
  const rows = db.select({ costs: billDaily.costs }).from(billDaily).all();
  return rows.flatMap(({ costs }) => (costs as DailyCost[]).filter(({ day }) => day >= from && day <= to));
}

export interface StandingFacts {
  readonly days: number;
  readonly facts: BillFacts;
}

/** Of the newest import of every source. */
export function readFacts(db: Db): StandingFacts[] {
  const newest = new Map<string, string>();
  for (const { source, importId } of db.select().from(billPeriods).all())
    if (importId > (newest.get(source) ?? "")) newest.set(source, importId);
  if (newest.size === 0) return [];
  const rows = db
    .select()
    .from(billFacts)
    .where(inArray(billFacts.importId, [...newest.values()]))
    .all();
  return rows.map(({ days, facts }) => ({ days, facts: facts as BillFacts }));
}
