// When a tenant's stores were looked at, in its object's SQLite: finds the observations of a period in a long audit log.

import { and, asc, gte, lt } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import { residencyObservations } from "./schema.ts";

export interface NotedObservation {
  /** Of its audit entry. */
  readonly seq: number;
  readonly atMs: number;
}

export function noteObservation(db: DrizzleSqliteDODatabase, noted: NotedObservation): void {
  db.insert(residencyObservations).values(noted).run();
}

/** The first `limit` of a period, in the order of the log. */
export function listObservations(
  db: DrizzleSqliteDODatabase,
  { fromMs, toMs, limit }: { readonly fromMs: number; readonly toMs: number; readonly limit: number },
): NotedObservation[] {
  const isWithin = and(gte(residencyObservations.atMs, fromMs), lt(residencyObservations.atMs, toMs));
  const { seq } = residencyObservations;
  return db.select().from(residencyObservations).where(isWithin).orderBy(asc(seq)).limit(limit).all();
}
