// Budgets that are to be told of when the forecast says that they will not last: once in a period.

import {
  daySeries,
  forecastDaily,
  limitOf,
  METERS,
  parseScope,
  type Budget,
  type Meter,
  type SeriesDay,
} from "../../finops/index.ts";
import type { StoredBudget } from "../../finops/store/budgets.ts";
import { formatMoney, ONE } from "../../kernel/money.ts";
import type { Result } from "../../kernel/result.ts";
import { DAY_MS, HOUR_MS, utcDay } from "../../kernel/time.ts";
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

function scopeTextOf({ scope }: Budget): string {
  if (scope.kind === "tenant") return "tenant";
  if (scope.kind === "meter") return `meter:${scope.meter}`;
  return scope.kind === "tag" ? `tag:${scope.tag}=${scope.value}` : `${scope.kind}:${scope.value}`;
}

const ORIGINS = { usage: ["usage"], bills: ["imported"], all: ["usage", "imported"] } as const;

interface Known {
  readonly history: History;
  readonly spent: bigint;
  readonly nowMs: number;
}

/** What usage and bills are each expected to add, by day: bills end some days or weeks before today. */
function expectedByDay({ budget, running }: StoredBudget, { history, nowMs }: Known): Map<string, number> {
  const expected = new Map<string, number>();
  const scope = parseScope(scopeTextOf(budget));
  if (scope === null) return expected;
  const [today, last] = [utcDay(nowMs), utcDay(running.untilMs - 1)];
  // The first day that is forecast of usage is today, of which a part is spent already.
  const partLeft = (DAY_MS - (nowMs % DAY_MS)) / DAY_MS;
  for (const origin of ORIGINS[budget.covers]) {
    const values = history.values.filter((value) => value.origin === origin);
    for (const { date, mean } of daysAhead(daySeries(values, scope, history.until), last))
      expected.set(
        date,
        (expected.get(date) ?? 0) + mean * (origin === "usage" && date === today ? partLeft : 1),
      );
  }
  return expected;
}

function daysAhead(series: readonly SeriesDay[], last: string): readonly { date: string; mean: number }[] {
  const end = series.at(-1)?.date;
  const horizon = end === undefined ? 0 : Math.round((Date.parse(last) - Date.parse(end)) / DAY_MS);
  if (horizon < 1) return [];
  const forecast = forecastDaily(series, { horizon: Math.min(MOST_DAYS, horizon), levels: [80] });
  return forecast.ok ? forecast.value.days : [];
}

/** Of days before the period nothing counts in it: bills may be that late. */
function foresee(stored: StoredBudget, known: Known): Foreseen | null {
  const { id, budget, running } = stored;
  const limit = inUnits(budget, limitOf(budget));
  const first = utcDay(running.fromHour * HOUR_MS);
  let sum = inUnits(budget, known.spent);
  let on: string | null = null;
  const ahead = [...expectedByDay(stored, known)].filter(([date]) => date >= first);
  for (const [date, mean] of ahead.sort(([one], [other]) => (one < other ? -1 : 1))) {
    sum += mean;
    if (on === null && sum > limit) on = date;
  }
  return on === null ? null : { id, period: running.name, expected: sum.toFixed(2), on };
}

function inUnits({ measure }: Budget, value: bigint): number {
  if (measure.kind === "amount") return Number(formatMoney(value));
  const meter: Meter = measure.meter;
  return Number(formatMoney((value * ONE) / BigInt(METERS[meter].parts)));
}
