// How well this forecast does on this series: the combination held against the days that came, at every origin of
// the backtest, beside the seasonal naive forecast (the last week repeated).

import { poolErrors, reachAhead, type IntervalLevel } from "./error-pool.ts";
import type { MeasuredAccuracy } from "./forecast.ts";
import type { BacktestPlan } from "./origins.ts";

interface MeasureRequest {
  readonly values: Float64Array;
  readonly plan: BacktestPlan;
  /** The combination's paths, one per origin. */
  readonly past: Float64Array;
  readonly residuals: Float64Array;
  readonly noise: number;
}

const LEVELS: readonly IntervalLevel[] = [50, 80, 95];
/** Coverage is looked at from so many of the origins: each needs a pool of its own. */
const COVERAGE_ORIGINS = 8;

interface OriginScore {
  readonly error: number;
  readonly naiveError: number;
  readonly size: number;
  readonly total: number;
  readonly forecastTotal: number;
  readonly days: number;
}

export function measure(request: MeasureRequest): MeasuredAccuracy | null {
  const { plan, values } = request;
  const scores = plan.origins.map((_, which) => scoreOrigin(request, which)).filter(({ size }) => size > 0);
  if (scores.length === 0) return null;
  const errors = sum(scores, ({ error, days }) => error / days);
  const naive = sum(scores, ({ naiveError, days }) => naiveError / days);
  const step = weeklyStep(values);
  return {
    origins: scores.length,
    horizon: plan.horizon,
    accuracy: 1 - sum(scores, ({ error, size }) => error / size) / scores.length,
    totalAccuracy:
      1 -
      sum(scores, ({ total, forecastTotal, size }) => Math.abs(total - forecastTotal) / size) / scores.length,
    mase: step > 0 ? errors / scores.length / step : 0,
    skill: naive > 0 ? 1 - errors / naive : 0,
    coverage: coverageOf(request),
  };
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

function scoreOrigin({ values, plan, past }: MeasureRequest, which: number): OriginScore {
  const origin = plan.origins[which] as number;
  const score = { error: 0, naiveError: 0, size: 0, total: 0, forecastTotal: 0, days: 0 };
  for (let ahead = 0; ahead < plan.horizon; ahead++) {
    const value = values[origin + ahead] as number;
    if (Number.isNaN(value)) continue;
    const forecast = past[which * plan.horizon + ahead] as number;
    score.error += Math.abs(value - forecast);
    score.naiveError += Math.abs(value - lastWeek(values, origin, ahead));
    score.size += Math.abs(value);
    score.total += value;
    score.forecastTotal += forecast;
    score.days++;
  }
  return score;
}

/** The last known value of that weekday before the origin. */
function lastWeek(values: Float64Array, origin: number, ahead: number): number {
  for (let at = origin - 7 + (ahead % 7); at >= 0; at -= 7) {
    const value = values[at] as number;
    if (!Number.isNaN(value)) return value;
  }
  return 0;
}

function weeklyStep(values: Float64Array): number {
  let total = 0;
  let count = 0;
  for (let at = 7; at < values.length; at++) {
    const step = Math.abs((values[at] as number) - (values[at - 7] as number));
    if (Number.isNaN(step)) continue;
    total += step;
    count++;
  }
  return count === 0 ? 0 : total / count;
}

/** At some origins, intervals made of the errors of the origins that do not overlap with it. */
function coverageOf({ plan, residuals, noise }: MeasureRequest): Record<IntervalLevel, number> {
  const inside = { 50: 0, 80: 0, 95: 0 };
  let days = 0;
  const stride = Math.max(1, Math.ceil(plan.origins.length / COVERAGE_ORIGINS));
  for (let which = plan.origins.length - 1; which >= 0; which -= stride) {
    const origin = plan.origins[which] as number;
    const apart = [...plan.origins.keys()].filter(
      (other) => Math.abs((plan.origins[other] as number) - origin) >= plan.horizon,
    );
    const pool = poolErrors({ plan, residuals, noise, origins: apart });
    const reaches = LEVELS.map((level) => ({ level, reach: reachAhead(pool, level, plan.horizon) }));
    for (let ahead = 0; ahead < plan.horizon; ahead++) {
      const residual = residuals[which * plan.horizon + ahead] as number;
      if (Number.isNaN(residual)) continue;
      days++;
      for (const { level, reach } of reaches) {
        const { lower, upper } = reach[ahead] as (typeof reach)[number];
        if (residual >= lower && residual <= upper) inside[level]++;
      }
    }
  }
  const share = (count: number): number => (days === 0 ? 0 : count / days);
  return { 50: share(inside[50]), 80: share(inside[80]), 95: share(inside[95]) };
}
