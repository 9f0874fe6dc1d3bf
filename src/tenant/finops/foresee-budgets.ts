// Budgets that are to be told of when the forecast says that they will not last: once in a period.

import {
  daySeries,
  forecastDaily,
  limitOf,
  METERS,
  parseScope,
  type Budget,
  type Meter,
} from "../../finops/index.ts";
import type { StoredBudget } from "../../finops/store/budgets.ts";
import { formatMoney, ONE } from "../../kernel/money.ts";
import type { Result } from "../../kernel/result.ts";
import { DAY_MS } from "../../kernel/time.ts";
import { openBudgets, spentValue } from "./budget-book.ts";
import { readCostHistory, readQuantityHistory, type History } from "./cost-history.ts";
import { readUncounted, type UsageRim } from "./read-usage.ts";

/** Of a budget whose period will exceed its limit. */
export interface Foreseen {
  readonly id: string;
  readonly period: string;
  /** Decimal text: what the whole period is expected to come to. */
  readonly expected: string;
  /** The day on which the limit is reached. */
  readonly on: string;
}

const MOST_DAYS = 365;

export async function foreseeBudgets(rim: UsageRim): Promise<Foreseen[]> {
  const nowMs = rim.store.clock();
  const wanted = openBudgets(rim.store.db, nowMs).budgets.filter(
    ({ budget, use, running }) =>
      budget.alert_on_forecast && budget.period.kind !== "rolling" && use.foretold !== running.name,
  );
  if (wanted.length === 0) return [];
  const uncounted = await readUncounted(rim);
  const foreseen: Foreseen[] = [];
  for (const stored of wanted) {
    const history = await historyOf(rim, stored.budget);
    if (!history.ok || !uncounted.ok) continue;
    const { books } = openBudgets(rim.store.db, nowMs);
    const spent = spentValue(stored, books, uncounted.value);
    const found = foresee(stored, { history: history.value, spent, nowMs });
    if (found !== null) foreseen.push(found);
  }
  return foreseen;
}

async function historyOf(rim: UsageRim, { measure }: Budget): Promise<Result<History>> {
  return measure.kind === "amount"
    ? readCostHistory(rim, measure.currency)
    : readQuantityHistory(rim, measure.meter);
}

/** A budget counts the tenant's own usage; imported bills are no part of it. */
function scopeTextOf({ scope }: Budget): string {
  if (scope.kind === "tenant") return "usage";
  if (scope.kind === "meter") return `meter:${scope.meter}`;
  return scope.kind === "tag" ? `tag:${scope.tag}=${scope.value}` : `${scope.kind}:${scope.value}`;
}

interface Known {
  readonly history: History;
  readonly spent: bigint;
  readonly nowMs: number;
}

function foresee({ id, budget, running }: StoredBudget, { history, spent, nowMs }: Known): Foreseen | null {
  const scope = parseScope(scopeTextOf(budget));
  const horizon = Math.min(MOST_DAYS, Math.ceil((running.untilMs - nowMs) / DAY_MS));
  if (scope === null || horizon < 1) return null;
  const values = history.values.filter(({ origin }) => origin === "usage");
  const forecast = forecastDaily(daySeries(values, scope, history.until), { horizon, levels: [80] });
  if (!forecast.ok) return null;
  const limit = inUnits(budget, limitOf(budget));
  // The first day that is forecast is today, of which a part is spent already.
  const partLeft = (DAY_MS - (nowMs % DAY_MS)) / DAY_MS;
  let sum = inUnits(budget, spent);
  let on: string | null = null;
  for (const [at, { date, mean }] of forecast.value.days.entries()) {
    sum += at === 0 ? mean * partLeft : mean;
    if (on === null && sum > limit) on = date;
  }
  return on === null ? null : { id, period: running.name, expected: sum.toFixed(2), on };
}

function inUnits({ measure }: Budget, value: bigint): number {
  if (measure.kind === "amount") return Number(formatMoney(value));
  const meter: Meter = measure.meter;
  return Number(formatMoney((value * ONE) / BigInt(METERS[meter].parts)));
}
