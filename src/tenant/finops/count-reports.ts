// Reports that were rendered, counted in the transaction that keeps them.

import { NOBODY } from "../../finops/index.ts";
import { HOUR_MS } from "../../kernel/time.ts";
import type { Change, Tx } from "../commit.ts";
import { countUsage, showUsageLater } from "./count-usage.ts";
import { withJudgement } from "./judge-budgets.ts";

export interface RenderedReports {
  /** The key that had them made. */
  readonly owner: string;
  readonly reports: number;
}

/** The change that keeps them, with what follows from counting them. */
export function countReports(tx: Tx, { owner, reports }: RenderedReports, change: Change): Change {
  if (reports === 0) return change;
  const { db, nowMs } = tx;
  const usage = { [Math.floor(nowMs / HOUR_MS)]: [{ ...NOBODY, key: owner, quantities: { reports } }] };
  const isOfBudgets = countUsage(db, { usage, nowMs, shard: null });
  const counted = { ...change, later: [...(change.later ?? []), showUsageLater(nowMs)] };
  return isOfBudgets ? withJudgement(tx, counted) : counted;
}
