// The combination's habit of being too high or too low, corrected by one factor: the weighted median of actual over
// forecast in the backtest, taken only as far as it is told from chance. Days are weighted so that the factor is the
// one with the least relative absolute error (the minimiser of sum of |actual - factor * forecast| / size of its origin).

import { independentOrigins, type BacktestPlan } from "./origins.ts";

export interface CalibrateRequest {
  readonly values: Float64Array;
  readonly plan: BacktestPlan;
  /** One path per origin. */
  readonly past: Float64Array;
}

/** A little past the middle: sums of skewed days lie above the sum of their medians, and totals are asked for too. */
const MIDDLE = 0.52;
/** Ratios one standard deviation to either side, if they were normal. */
const LOWER = 0.16;
const UPPER = 0.84;
/** So many standard errors are put down to chance. */
const CHANCE = 0.5;
/** No ratio is less: its logarithm stays finite. */
const LEAST_RATIO = 1e-3;

/** Actual over forecast, ascending, with the place of the origin and the weight of each. */
interface Ratios {
  readonly ratios: Float64Array;
  readonly origins: Uint16Array;
  readonly weights: Float64Array;
}

/** Gives the factor for any choice of origins: `shares` says how much each counts, 0 leaves it out. */
export function calibrator(request: CalibrateRequest): (shares: readonly number[]) => number {
  const all = ratiosOf(request);
  return (shares) => {
    const weights = all.weights.map((weight, at) => weight * (shares[all.origins[at] as number] as number));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    if (total === 0) return 1;
    const at = (share: number): number => Math.log(quantile(all.ratios, weights, share * total));
    const habit = at(MIDDLE);
    const deviation = (at(UPPER) - at(LOWER)) / 2;
    const used = shares.filter((share) => share > 0).length;
    const chance = (CHANCE * deviation) / Math.sqrt(Math.max(1, independentOrigins(used)));
    return Math.exp(Math.sign(habit) * Math.max(0, Math.abs(habit) - chance));
  };
}

function ratiosOf({ values, plan, past }: CalibrateRequest): Ratios {
  const found: { readonly ratio: number; readonly origin: number; readonly weight: number }[] = [];
  plan.origins.forEach((first, origin) => {
    const days = values.subarray(first, first + plan.horizon);
    const size = days.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : Math.abs(value)), 0);
    if (size === 0) return;
    days.forEach((value, ahead) => {
      const forecast = past[origin * plan.horizon + ahead] as number;
      if (Number.isNaN(value) || forecast <= 0) return;
      found.push({ ratio: value / forecast, origin, weight: forecast / size });
    });
  });
  found.sort((left, right) => left.ratio - right.ratio);
  return {
    ratios: Float64Array.from(found, ({ ratio }) => ratio),
    origins: Uint16Array.from(found, ({ origin }) => origin),
    weights: Float64Array.from(found, ({ weight }) => weight),
  };
}

/** The first ratio at which so much weight is passed. */
function quantile(ratios: Float64Array, weights: Float64Array, wanted: number): number {
  let passed = 0;
  for (let at = 0; at < ratios.length; at++) {
    passed += weights[at] as number;
    if (passed >= wanted) return Math.max(LEAST_RATIO, ratios[at] as number);
  }
  return 1;
}
