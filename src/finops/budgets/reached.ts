// Which thresholds of a budget a value has reached, and which of them have not been told of in this period.

import { DAY_MS } from "../../kernel/time.ts";
import type { Money } from "../../kernel/money.ts";
import { limitOf, partOf, type Budget, type Threshold } from "./budget.ts";

export function reachedBy(budget: Budget, value: Money): Threshold[] {
  return budget.thresholds.filter(({ percent }) => value >= partOf(budget, percent));
}

/** What lies between a value and the next threshold above it; null above all. */
export function toNextThreshold(budget: Budget, value: Money): Money | null {
  const next = budget.thresholds.map(({ percent }) => partOf(budget, percent)).find((part) => part > value);
  return next === undefined ? null : next - value;
}

/** One digit after the point, rounded down: 100 means that it is used up. */
export function percentUsed(budget: Budget, value: Money): number {
  return Number((value * 1_000n) / limitOf(budget)) / 10;
}

/** LIMIT: the longest grace; who needs more raises the budget. */
export const MOST_GRACE_MS = 7 * DAY_MS;
