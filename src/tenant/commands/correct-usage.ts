// A correction of usage: an entry of its own beside what was counted, with its reason. Nothing that was counted is edited.

import type { Meter, UsageLine } from "../../finops/index.ts";
import { addCorrection } from "../../finops/store/usage.ts";
import { newId } from "../../kernel/ids.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { HOUR_MS } from "../../kernel/time.ts";
import type { Change, Tx } from "../commit.ts";
import { addToBudgets, openBudgets } from "../finops/budget-book.ts";
import { showUsageLater } from "../finops/count-usage.ts";
import { withJudgement } from "../finops/judge-budgets.ts";
import { isBelowTold, recountBudgets } from "../finops/recount-budgets.ts";

export interface CorrectUsage extends Omit<UsageLine, "quantities"> {
  /** Of the usage that it is about. */
  readonly atMs: number;
  readonly meter: Meter;
  /** In the meter's smallest parts; below zero to take away. */
  readonly quantity: number;
  readonly reason: string;
}

export function correctUsage(tx: Tx, correction: CorrectUsage): Result<Change> {
  const { db, random, nowMs } = tx;
  const { atMs, meter, quantity, reason, ...of } = correction;
  const id = newId("correction", nowMs, random);
  const hour = Math.floor(atMs / HOUR_MS);
  const line = { ...of, quantities: { [meter]: quantity } };
  const open = openBudgets(db, nowMs);
  addCorrection(db, { id, atMs: nowMs, hour, line, reason });
  addToBudgets(db, open, { usage: { [hour]: [line] }, nowMs, shard: null });
  const at = new Date(hour * HOUR_MS).toISOString();
  // What was stopped by mistake goes on.
  const isLess = quantity < 0 && recountBudgets(tx, isBelowTold(tx));
  const change: Change = {
    reply: { id },
    resource: `usage_correction:${id}`,
    detail: { ...of, at, meter, quantity, reason },
    raisesEpoch: isLess,
    effects: [],
    later: [showUsageLater(nowMs)],
  };
  return ok(open.budgets.length === 0 ? change : withJudgement(tx, change));
}
