// What is answered of a run of the candidates: days, the horizon's total and the month's end, each with its intervals.

import { civilDate, daysInMonth, formatDay } from "./calendar-day.ts";
import { poolErrors, reachAhead, type IntervalLevel } from "./error-pool.ts";
import type { Expected, ForecastDay, MonthEnd } from "./forecast.ts";
import type { DailySeries } from "./history.ts";
import type { BacktestPlan } from "./origins.ts";
import type { Scale } from "./scale.ts";
import { measureTotals, totalReach } from "./total-errors.ts";

export interface Settings {
  readonly horizon: number;
  readonly levels: readonly IntervalLevel[];
  readonly days: readonly ReadonlySet<number>[];
}

/** What is known once the candidates are joined; everything answered is read from it. */
export interface Run {
  readonly series: DailySeries;
  readonly settings: Settings;
  readonly scale: Scale;
  readonly plan: BacktestPlan;
  readonly past: Float64Array;
  /** As many days as the horizon or the rest of the month, whichever is longer. */
  readonly means: Float64Array;
  readonly residuals: Float64Array;
  readonly noise: number;
  readonly isNeverNegative: boolean;
}

export function forecastDays({
  series,
  settings,
  scale,
  plan,
  means,
  residuals,
  noise,
  isNeverNegative,
}: Run): ForecastDay[] {
  const pool = poolErrors({ plan, residuals, noise, origins: [...plan.origins.keys()] });
  const reaches = settings.levels.map((level) => ({
    level,
    reach: reachAhead(pool, level, settings.horizon),
  }));
  const first = series.startDay + series.values.length;
  return Array.from(means.subarray(0, settings.horizon), (mean, at) => ({
    date: formatDay(first + at),
    mean,
    intervals: reaches.map(({ level, reach }) => {
      const { lower, upper } = reach[at] as (typeof reach)[number];
      const low = Math.min(mean, scale.fromScale(scale.toScale(mean) + lower));
      const high = Math.max(mean, scale.fromScale(scale.toScale(mean) + upper));
      return { level, lower: isNeverNegative ? Math.max(0, low) : low, upper: high };
    }),
  }));
}

/** The sum of the first `days` forecast, on top of what is spent. */
export function expectSum(
  run: Run,
  { days, spent }: { readonly days: number; readonly spent: number },
): Expected {
  const { plan, past, series, settings, means, isNeverNegative } = run;
  const errors = measureTotals({ plan, values: series.values, past, days });
  const ahead = means.subarray(0, days);
  const sum = ahead.reduce((total, value) => total + value, 0);
  const size = ahead.reduce((total, value) => total + Math.abs(value), 0);
  const intervals = settings.levels.map((level) => {
    const { lower, upper } = totalReach(errors, level);
    const low = Math.min(sum, sum + lower * size);
    return {
      level,
      lower: spent + (isNeverNegative ? Math.max(0, low) : low),
      upper: spent + Math.max(sum, sum + upper * size),
    };
  });
  return { mean: spent + sum, intervals };
}

export function expectMonthEnd(run: Run): MonthEnd {
  const { values, startDay } = run.series;
  const first = startDay + values.length;
  const passed = civilDate(first).day - 1;
  const spent = values
    .slice(Math.max(0, values.length - passed))
    .reduce((sum, value) => sum + (passed === 0 || Number.isNaN(value) ? 0 : value), 0);
  return {
    month: formatDay(first).slice(0, 7),
    spent,
    ...expectSum(run, { days: restOfMonth(first), spent }),
  };
}

export function restOfMonth(day: number): number {
  const { year, month, day: ofMonth } = civilDate(day);
  return daysInMonth(year, month) - ofMonth + 1;
}
