// What a unit of each meter costs, as a whole: every version stands in the audit log.

import type { PriceBooks } from "../../finops/index.ts";
import { loadSetting, saveSetting } from "../../finops/store/settings.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { utcDay } from "../../kernel/time.ts";
import type { Change, Tx } from "../commit.ts";
import { openBudgets } from "../finops/budget-book.ts";
import { withJudgement } from "../finops/judge-budgets.ts";
import { recountBudgets } from "../finops/recount-budgets.ts";

export interface SetPriceBooks {
  readonly books: PriceBooks["books"];
  /** The version that the change was made from; absent to put it in place of any. */
  readonly version?: number | undefined;
}

/** `finops.version_conflict` when somebody else was first; `request.invalid` for a currency that budgets do not have. */
export function setPriceBooks(tx: Tx, { books, version: from }: SetPriceBooks): Result<Change> {
  const { db } = tx;
  const before = loadSetting(db, "price_books");
  if (from !== undefined && from !== before.version)
    return failed(fault("finops.version_conflict", `the version is ${before.version}`));
  const odd = oddBookOf(tx, books);
  if (odd !== null) return failed(fault("request.invalid", odd.message, [odd]));
  const version = saveSetting(db, "price_books", { books });
  const hasBudgets = recountBudgets(tx, () => true);
  const change: Change = {
    reply: { version, books },
    resource: `price_books:${version}`,
    detail: { before: before.document, after: { books } },
    raisesEpoch: hasBudgets,
    effects: [],
  };
  return ok(hasBudgets ? withJudgement(tx, change) : change);
}

interface OddBook {
  readonly pointer: string;
  readonly message: string;
}

/** A book of today or later whose currency is not that of a budget of money: its limit would be of nothing. */
function oddBookOf({ db, nowMs }: Tx, books: PriceBooks["books"]): OddBook | null {
  const today = utcDay(nowMs);
  const ofMoney = openBudgets(db, nowMs).budgets.flatMap(({ budget: { name, measure } }) =>
    measure.kind === "amount" ? [{ name, currency: measure.currency }] : [],
  );
  for (const [at, { currency, effective_to: to }] of books.entries()) {
    const budget = to === null || to > today ? ofMoney.find((one) => one.currency !== currency) : undefined;
    if (budget === undefined) continue;
    const message = `the budget \`${budget.name}\` is in ${budget.currency}: change or delete it first`;
    return { pointer: `/books/${at}/currency`, message };
  }
  return null;
}
