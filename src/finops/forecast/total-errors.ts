// Intervals of sums: a total errs less than its days do, for their errors cancel in part. How much is measured: the errors
// of the totals of the backtest, relative to the forecast's size, give the quantiles.

import { type IntervalLevel } from "./error-pool.ts";
import type { BacktestPlan } from "./origins.ts";
import { NORMAL_REACH, quantileOf } from "./quantile.ts";

interface TotalErrors {
  readonly days: number;
  /** (actual - forecast) / sum of |forecast|, ascending. */
  readonly relative: Float64Array;
  readonly deviation: number;
}

interface TotalsRequest {
  readonly plan: BacktestPlan;
  readonly values: Float64Array;
  readonly past: Float64Array;
  /** Days the total spans. */
  readonly days: number;
}

/** So many origins weigh as much as the belief in a normal error of the measured size. */
const BELIEF_ORIGINS = 10;
/** A relative error of a total when nothing is measured: that of a month for a bill of middling noise. */
const UNMEASURED_DEVIATION = 0.2;
/** Past the measured horizon the error of a total grows as fast as that of a wandering level. */
const GROWTH = 0.5;

export function measureTotals({ plan, values, past, days }: TotalsRequest): TotalErrors {
  const span = Math.min(days, plan.horizon);
  const errors: number[] = [];
  plan.origins.forEach((origin, which) => {
    let error = 0;
    let size = 0;
    for (let ahead = 0; ahead < span; ahead++) {
      const value = values[origin + ahead] as number;
      if (Number.isNaN(value)) continue;
      const forecast = past[which * plan.horizon + ahead] as number;
      error += value - forecast;
      size += Math.abs(forecast);
    }
    if (size > 0) errors.push(error / size);
  });
  const growth = (days / span) ** GROWTH;
  const relative = Float64Array.from(errors, (error) => error * growth).sort();
  return { days, relative, deviation: deviationOf(relative) };
}

function deviationOf(errors: Float64Array): number {
  const squares = errors.reduce((sum, error) => sum + error * error, 0);
  // One error more, of the size believed before any was seen.
  return Math.sqrt((squares + UNMEASURED_DEVIATION ** 2) / (errors.length + 1));
}

export function totalReach(
  { relative, deviation }: TotalErrors,
  level: IntervalLevel,
): { readonly lower: number; readonly upper: number } {
  const tail = (100 - level) / 200;
  const trust = relative.length / (relative.length + BELIEF_ORIGINS);
  const normal = (1 - trust) * NORMAL_REACH[level] * deviation;
  return {
    lower: trust * quantileOf(relative, tail) - normal,
    upper: trust * quantileOf(relative, 1 - tail) + normal,
  };
}
