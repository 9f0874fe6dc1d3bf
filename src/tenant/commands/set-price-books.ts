// What a unit of each meter costs, as a whole: every version stands in the audit log.

import { reachedBy, valueOf, type PriceBooks } from "../../finops/index.ts";
import { countSpent, saveBudget, saveUse } from "../../finops/store/budgets.ts";
import { loadSetting, saveSetting } from "../../finops/store/settings.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import type { Change, Tx } from "../commit.ts";
import { openBudgets, type OpenBudgets } from "../finops/budget-book.ts";
import { withJudgement } from "../finops/judge-budgets.ts";

export interface SetPriceBooks {
  readonly books: PriceBooks["books"];
  /** The version that the change was made from; absent to put it in place of any. */
  readonly version?: number | undefined;
}

/** `finops.version_conflict` when somebody else was first. */
export function setPriceBooks(tx: Tx, { books, version: from }: SetPriceBooks): Result<Change> {
  const { db, nowMs } = tx;
  const before = loadSetting(db, "price_books");
  if (from !== undefined && from !== before.version)
    return failed(fault("finops.version_conflict", `the version is ${before.version}`));
  const version = saveSetting(db, "price_books", { books });
  const hasBudgets = voidLeases(tx, openBudgets(db, nowMs));
  const change: Change = {
    reply: { version, books },
    resource: `price_books:${version}`,
    detail: { before: before.document, after: { books } },
    raisesEpoch: hasBudgets,
    effects: [],
  };
  return ok(hasBudgets ? withJudgement(tx, change) : change);
}

/** What was spent is reckoned anew by the new prices, and so are leases. */
function voidLeases({ db, state }: Tx, { budgets, books }: OpenBudgets): boolean {
  const held = Object.fromEntries(state.shards.map((shard) => [shard, null]));
  for (const { id, version, budget, use, running } of budgets) {
    saveBudget(db, { id, version: version + 1, budget });
    const spent = countSpent(db, { budget, running, books });
    const reached = reachedBy(budget, valueOf(budget, spent, books)).map(({ percent }) => percent);
    const told = use.told.filter((percent) => reached.includes(percent));
    saveUse(db, id, { ...use, held, spent, told });
  }
  return budgets.length > 0;
}
