// Which metrics queries asked for, and the last day on which one did.
// LIMIT: MOST_METRICS names; those that were asked for longest ago are forgotten first.

import { asc, count, eq, gte } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import { askedMetrics } from "./bill-schema.ts";

type Db = DrizzleSqliteDODatabase;

const MOST_METRICS = 10_000;

/** Written once a day and metric. */
export function keepAsked(db: Db, metrics: readonly string[], day: string): void {
  for (const metric of new Set(metrics)) {
    const known = db.select().from(askedMetrics).where(eq(askedMetrics.metric, metric)).get();
    if (known?.day === day) continue;
    if (known === undefined) makeRoom(db);
    const set = { metric, day };
    db.insert(askedMetrics).values(set).onConflictDoUpdate({ target: askedMetrics.metric, set }).run();
  }
}

function makeRoom(db: Db): void {
  const { kept } = db.select({ kept: count() }).from(askedMetrics).get() ?? { kept: 0 };
  if (kept < MOST_METRICS) return;
  const oldest = db.select().from(askedMetrics).orderBy(asc(askedMetrics.day)).limit(1).get();
  if (oldest !== undefined) db.delete(askedMetrics).where(eq(askedMetrics.metric, oldest.metric)).run();
}

/** Those that were asked for on this day or later. */
export function askedSince(db: Db, day: string): Set<string> {
  const rows = db.select().from(askedMetrics).where(gte(askedMetrics.day, day)).all();
  return new Set(rows.map(({ metric }) => metric));
}
