// Budgets reckoned anew, because what their usage costs or what bills say has changed. Leases are void: shards tell what they
// hold and ask again, by the new sums. The change that calls for it raises the epoch, so that no older lease goes on.

import { reachedBy, valueOf } from "../../finops/index.ts";
import { countSpent, saveBudget, saveUse, type StoredBudget } from "../../finops/store/budgets.ts";
import type { Tx } from "../commit.ts";
import { openBudgets, spentValue } from "./budget-book.ts";

/** True when there was one to reckon. */
export function recountBudgets(
  { db, nowMs, state }: Tx,
  isAffected: (stored: StoredBudget) => boolean,
): boolean {
  const { budgets, books } = openBudgets(db, nowMs);
  const affected = budgets.filter((stored) => isAffected(stored));
  const held = Object.fromEntries(state.shards.map((shard) => [shard, null]));
  for (const { id, version, budget, use, running } of affected) {
    saveBudget(db, { id, version: version + 1, budget });
    const spent = countSpent(db, { budget, running, books });
    const reached = reachedBy(budget, valueOf(budget, spent, books)).map(({ percent }) => percent);
    const told = use.told.filter((percent) => reached.includes(percent));
    saveUse(db, id, { ...use, held, spent, told });
  }
  return affected.length > 0;
}

/** Less is counted than was told of: by a correction that takes away. */
export const isBelowTold =
  ({ db, nowMs }: Tx) =>
  (stored: StoredBudget): boolean => {
    const { books } = openBudgets(db, nowMs);
    const reached = reachedBy(stored.budget, spentValue(stored, books, [])).map(({ percent }) => percent);
    return stored.use.told.some((percent) => !reached.includes(percent));
  };

export const coversBills = ({ budget }: StoredBudget): boolean => budget.covers !== "usage";
