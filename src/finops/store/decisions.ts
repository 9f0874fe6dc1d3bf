// What was decided about recommendations.

import { eq } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import type { Recommendation } from "../savings/recommendation.ts";
import { recommendationDecisions } from "./bill-schema.ts";

type Db = DrizzleSqliteDODatabase;

export interface Decision {
  readonly decision: "accepted" | "dismissed";
  readonly note: string;
  /** As it was told then: also when nobody would give the advice today. */
  readonly recommendation: Recommendation;
}

export interface Decided extends Decision {
  readonly decidedMs: number;
}

export function loadDecision(db: Db, id: string): Decided | null {
  const row = db.select().from(recommendationDecisions).where(eq(recommendationDecisions.id, id)).get();
  return row === undefined ? null : { decidedMs: row.decidedMs, ...(row.decision as Decision) };
}

export function keepDecision(db: Db, decidedMs: number, decision: Decision): void {
  const { id } = decision.recommendation;
  const row = { id, decidedMs, decision };
  db.insert(recommendationDecisions)
    .values(row)
    .onConflictDoUpdate({ target: recommendationDecisions.id, set: row })
    .run();
}

export function listDecisions(db: Db): Decided[] {
  const rows = db.select().from(recommendationDecisions).all();
  return rows.map(({ decidedMs, decision }) => ({ decidedMs, ...(decision as Decision) }));
}
