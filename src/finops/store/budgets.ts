// A tenant's budgets in its object's SQLite, each with what its period has come to. Synchronous: part of the transaction that
// counts. A tenant without budgets costs one look at an empty table.

import { asc, eq } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import type { Budget } from "../budgets/budget.ts";
import { periodAt, type RunningPeriod } from "../budgets/budget-period.ts";
import { countedOf, isBilledTo } from "../budgets/budget-scope.ts";
import { reachedBy } from "../budgets/reached.ts";
import { addToSpent, valueOf, type SpentPart } from "../budgets/spending.ts";
import { formatMoney, moneyOf, type Money } from "../../kernel/money.ts";
import { oncePer } from "../../kernel/once-per.ts";
import { HOUR_MS, utcDay } from "../../kernel/time.ts";
import { openExchange } from "../rates/exchange.ts";
import type { PriceBooks } from "../rates/price-book.ts";
import { readDaily } from "./bills.ts";
import { budgets, budgetUse } from "./schema.ts";
import { loadSetting } from "./settings.ts";
import { readUsage } from "./usage.ts";

type Db = DrizzleSqliteDODatabase;

/** By shard, decimal text; null for a shard that has to be asked. */
export type Held = Readonly<Record<string, string | null>>;

export interface BudgetUse {
  readonly period: string;
  readonly spent: readonly SpentPart[];
  readonly held: Held;
  readonly told: readonly number[];
  readonly bound: readonly number[];
  readonly foretold: string;
  readonly graceUntilMs: number;
}

export interface StoredBudget {
  readonly id: string;
  readonly version: number;
  readonly budget: Budget;
  /** As of the running period. */
  readonly use: BudgetUse;
  readonly running: RunningPeriod;
}

interface Instant {
  readonly nowMs: number;
  readonly books: PriceBooks;
}

const LAST_HOUR = Number.MAX_SAFE_INTEGER;

/** In the order in which they were made; each with its use as of now. */
export function loadBudgets(db: Db, at: Instant): StoredBudget[] {
  const rows = db.select().from(budgets).orderBy(asc(budgets.id)).all();
  return rows.map((row) => {
    // Budgets of before there was a choice cover usage.
    const budget: Budget = { covers: "usage", ...(row.document as Omit<Budget, "covers">) };
    const stored = db.select().from(budgetUse).where(eq(budgetUse.id, row.id)).get();
    const running = periodAt(budget.period, at.nowMs);
    const known = stored === undefined ? NO_USE : (stored as unknown as BudgetUse);
    const use = known.period === running.name ? known : beginPeriod(db, { budget, running, known, at });
    return { id: row.id, version: row.version, budget, use, running };
  });
}

export const NO_USE: BudgetUse = {
  period: "",
  spent: [],
  held: {},
  told: [],
  bound: [],
  foretold: "",
  graceUntilMs: 0,
};

interface Beginning {
  readonly budget: Budget;
  readonly running: RunningPeriod;
  readonly known: BudgetUse;
  readonly at: Instant;
}

/** A calendar period begins anew. A rolling one has moved on: what it is still over is not told again. */
function beginPeriod(db: Db, { budget, running, known, at }: Beginning): BudgetUse {
  const spent = countSpent(db, { budget, running, books: at.books });
  const { period, graceUntilMs, bound } = known;
  if (budget.period.kind !== "rolling")
    return { ...NO_USE, period: running.name, spent, bound, graceUntilMs };
  const reached = reachedBy(budget, valueOf(budget, spent, at.books)).map(({ percent }) => percent);
  const told = known.told.filter((percent) => reached.includes(percent));
  const foretold = known.foretold === period ? running.name : known.foretold;
  return { ...known, period: running.name, spent, told, foretold };
}

/** All that was counted in the period, from the usage and the bills themselves. */
export function countSpent(
  db: Db,
  of: { readonly budget: Budget; readonly running: RunningPeriod; readonly books: PriceBooks },
): readonly SpentPart[] {
  const { budget, running, books } = of;
  let spent: readonly SpentPart[] = billedParts(db, budget, running);
  for (const { hour, lines } of readUsage(db, { fromHour: running.fromHour, toHour: LAST_HOUR }))
    for (const line of lines) spent = addToSpent(spent, { hour, quantities: countedOf(budget, line) }, books);
  return spent;
}

/** One part for each month that bills have charges in. */
function billedParts(db: Db, budget: Budget, { fromHour, untilMs }: RunningPeriod): SpentPart[] {
  const { covers, measure, scope } = budget;
  if (covers === "usage" || measure.kind !== "amount") return [];
  const convert = openExchange(loadSetting(db, "exchange_rates").document, measure.currency);
  const days = readDaily(db, utcDay(fromHour * HOUR_MS), utcDay(untilMs - 1));
  const months = new Map<string, Money>();
  for (const { day, currency, effective, attribution } of days) {
    const amount = isBilledTo(scope, attribution) ? convert(moneyOf(effective), currency, day) : null;
    const month = day.slice(0, 7);
    if (amount !== null) months.set(month, (months.get(month) ?? 0n) + amount);
  }
  return [...months].map(([month, sum]) => ({ month, book: "", quantities: {}, imported: formatMoney(sum) }));
}

export function saveBudget(db: Db, { id, version, budget }: Omit<StoredBudget, "use" | "running">): void {
  const row = { id, version, document: budget };
  db.insert(budgets).values(row).onConflictDoUpdate({ target: budgets.id, set: row }).run();
}

export function saveUse(db: Db, id: string, use: BudgetUse): void {
  const { period, spent, held, told, bound, foretold, graceUntilMs } = use;
  const lists = { spent: [...spent], told: [...told], bound: [...bound] };
  const row = { id, period, ...lists, held, foretold, graceUntilMs };
  db.insert(budgetUse).values(row).onConflictDoUpdate({ target: budgetUse.id, set: row }).run();
}

export function deleteBudget(db: Db, id: string): void {
  db.delete(budgets).where(eq(budgets.id, id)).run();
  db.delete(budgetUse).where(eq(budgetUse.id, id)).run();
}

/** Asked with everything that is counted: the statement is built once. */
const anyBudget = oncePer((db: Db) => db.select({ id: budgets.id }).from(budgets).limit(1).prepare());

export function hasBudgets(db: Db): boolean {
  return anyBudget(db).get() !== undefined;
}
