// Budgets in the transactions of the tenant object: usage is added to them as it is counted, and what they have come to is
// judged: thresholds that are told once a period, stops that hold from the epoch on which they are committed.

import {
  addToSpent,
  countedOf,
  isBinding,
  periodAt,
  type Budget,
  type RunningPeriod,
  reachedBy,
  SIGNAL_METERS,
  stopMatch,
  valueOf,
  weigh,
  weightsOf,
  writeStop,
  type PriceBooks,
  type Threshold,
} from "../../finops/index.ts";
import {
  hasBudgets,
  loadBudgets,
  saveUse,
  type BudgetUse,
  type StoredBudget,
} from "../../finops/store/budgets.ts";
import { loadSetting } from "../../finops/store/settings.ts";
import type { BudgetStop } from "../../policy/index.ts";
import type { ObjectStore } from "../object-store.ts";
import type { LinesByHour } from "./batch-lines.ts";
import type { Gate } from "./gate.ts";

type Db = ObjectStore["db"];

export interface OpenBudgets {
  readonly budgets: readonly StoredBudget[];
  readonly books: PriceBooks;
}

/** As of now; none for a tenant that has none. */
export function openBudgets(db: Db, nowMs: number): OpenBudgets {
  if (!hasBudgets(db)) return { budgets: [], books: { books: [] } };
  const { document: books } = loadSetting(db, "price_books");
  return { budgets: loadBudgets(db, { nowMs, books }), books };
}

export interface Counted {
  readonly usage: LinesByHour;
  readonly nowMs: number;
  /** The shard that told of it; null for what the object did itself. */
  readonly shard: number | null;
}

/** Opened before the usage was added: a period that begins is reckoned from usage without it. */
export function addToBudgets(db: Db, { budgets, books }: OpenBudgets, counted: Counted): void {
  for (const stored of budgets) {
    const use = withUsage(stored, books, counted);
    saveUse(db, stored.id, use);
  }
}

function withUsage({ budget, use, running }: StoredBudget, books: PriceBooks, counted: Counted): BudgetUse {
  const { usage, nowMs, shard } = counted;
  const weights = weightsOf(budget, books, nowMs);
  let [spent, weight] = [use.spent, 0n];
  for (const [hour, lines] of Object.entries(usage)) {
    if (Number(hour) < running.fromHour) continue;
    for (const line of lines) {
      const quantities = countedOf(budget, line);
      spent = addToSpent(spent, { hour: Number(hour), quantities }, books);
      weight += weigh(quantities, weights);
    }
  }
  const held = shard === null ? null : (use.held[shard] ?? null);
  if (held === null) return { ...use, spent };
  const left = BigInt(held) - weight;
  return { ...use, spent, held: { ...use.held, [String(shard)]: String(left > 0n ? left : 0n) } };
}

/** Thresholds that a budget has reached in its running period and that bind, unless there is grace. */
export function bindingOf({ budget, use, running }: StoredBudget, nowMs: number): Threshold[] {
  if (use.graceUntilMs > nowMs || use.period !== running.name) return [];
  return budget.thresholds.filter((one) => isBinding(one) && use.told.includes(one.percent));
}

/** What is stopped now, for the edges. */
export function stopsOf({ budgets }: OpenBudgets, nowMs: number): BudgetStop[] {
  return budgets.flatMap((stored) =>
    bindingOf(stored, nowMs).flatMap(({ actions, teams }): BudgetStop[] => {
      const { id: budgetId, budget } = stored;
      const named = { budgetId, name: budget.name };
      const blocked = actions.includes("block_writes") ? [{ ...named, writes: stopMatch(budget, []) }] : [];
      const chosen = actions.includes("block_teams") ? [{ ...named, writes: stopMatch(budget, teams) }] : [];
      return [...blocked, ...chosen];
    }),
  );
}

/** The name of a budget that stops this principal's queries; null when none does. */
export function queryStop({ budgets }: OpenBudgets, principal: string, nowMs: number): string | null {
  const stopping = budgets.find((stored) => {
    const { scope } = stored.budget;
    const isOf = scope.kind !== "key" || scope.value === principal;
    return isOf && bindingOf(stored, nowMs).some(({ actions }) => actions.includes("block_queries"));
  });
  return stopping?.budget.name ?? null;
}

/** What is left of the limits per second, in percent: the least that a budget leaves. */
export function throttleOf({ budgets }: OpenBudgets, nowMs: number): number {
  const throttles = budgets
    .flatMap((stored) => bindingOf(stored, nowMs))
    .filter(({ actions }) => actions.includes("throttle"))
    .map(({ throttle_percent: percent }) => percent);
  return Math.min(100, ...throttles);
}

const SIGNALS = Object.keys(SIGNAL_METERS) as (keyof typeof SIGNAL_METERS)[];

/** What shards ask leases for: budgets that stop writes, as far as telemetry counts in them. */
export function gatesOf({ budgets, books }: OpenBudgets, nowMs: number): Gate[] {
  return budgets.flatMap((stored): Gate[] => {
    const { id, version, budget, use } = stored;
    const stop = writeStop(budget);
    if (stop === null || use.graceUntilMs > nowMs) return [];
    const weights = weightsOf(budget, books, nowMs);
    const match = stopMatch(budget, []);
    const { actions, teams } = stop;
    const refuses = [
      ...(actions.includes("block_writes") ? [match] : []),
      ...(actions.includes("block_teams") ? [stopMatch(budget, teams)] : []),
    ];
    const meters = SIGNALS.flatMap((signal) => Object.values(SIGNAL_METERS[signal]));
    const weighed = meters.flatMap((meter) => {
      const weight = weights[meter];
      return weight === undefined || weight === 0n ? [] : [[meter, String(weight)] as const];
    });
    const counts = Object.fromEntries(weighed);
    return weighed.length === 0 ? [] : [{ id, version, match, refuses, weights: counts }];
  });
}

/** What a budget has come to by what is counted; with what shards hold that is not, where it is known. */
export function spentValue(
  { budget, use, running }: StoredBudget,
  books: PriceBooks,
  more: readonly LinesByHour[],
): bigint {
  let { spent } = use;
  for (const usage of more)
    for (const [hour, lines] of Object.entries(usage))
      if (Number(hour) >= running.fromHour)
        for (const line of lines)
          spent = addToSpent(spent, { hour: Number(hour), quantities: countedOf(budget, line) }, books);
  return valueOf(budget, spent, books);
}

/** Thresholds that the value reaches and that were not told of in this period. */
export function newlyReached({ budget, use }: StoredBudget, value: bigint): Threshold[] {
  return reachedBy(budget, value).filter(({ percent }) => !use.told.includes(percent));
}

export const periodOf = ({ period }: Budget, nowMs: number): RunningPeriod => periodAt(period, nowMs);
