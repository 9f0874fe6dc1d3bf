// Candidates become one forecast: a mean whose weights fall steeply with a candidate's error in the backtest, so that the good
// ones are averaged and the bad ones are out. At an origin of the backtest the weights come from the other origins, those
// whose days overlap with its own left out: what is measured there is not what was chosen by. The same holds of the factor that
// corrects the mean (calibrate.ts).

import { calibrator } from "./calibrate.ts";
import type { Candidate } from "./candidates.ts";
import type { BacktestPlan } from "./origins.ts";

export interface Combination {
  /** One per candidate, summing to 1. */
  readonly weights: Float64Array;
  /** What the combination would have said: one path per origin. */
  readonly past: Float64Array;
  readonly future: Float64Array;
}

/** Good candidates differ by hundredths: the twentieth power halves a weight at 3.5 % more error. */
const STEEPNESS = 20;
/** An origin so old counts half: what worked lately is more likely to work next. */
const RECENCY_DAYS = 200;

export interface CombineRequest {
  readonly values: Float64Array;
  readonly plan: BacktestPlan;
  readonly candidates: readonly Candidate[];
}

/** Mean absolute error over mean absolute value, so that one month of bursts does not decide alone; row per origin. */
function relativeErrors({ values, plan, candidates }: CombineRequest): readonly Float64Array[] {
  const { horizon, origins } = plan;
  return origins.map((origin, which) => {
    const days = values.subarray(origin, origin + horizon);
    const size = days.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : Math.abs(value)), 0);
    return Float64Array.from(candidates, ({ past }) => {
      let error = 0;
      for (let ahead = 0; ahead < horizon; ahead++) {
        const value = days[ahead] as number;
        if (!Number.isNaN(value)) error += Math.abs((past[which * horizon + ahead] as number) - value);
      }
      return size > 0 ? error / size : error;
    });
  });
}

function weightsFrom(
  errors: readonly Float64Array[],
  shares: readonly number[],
  count: number,
): Float64Array {
  const sums = new Float64Array(count);
  errors.forEach((row, origin) => {
    const share = shares[origin] as number;
    if (share > 0) row.forEach((error, at) => (sums[at] = (sums[at] as number) + share * error));
  });
  const best = Math.min(...sums);
  const weights = sums.map((sum) => (sum > 0 ? (best / sum) ** STEEPNESS : 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

export function combine(request: CombineRequest): Combination {
  const { values, plan, candidates } = request;
  const errors = relativeErrors(request);
  const recency = plan.origins.map((origin) => 2 ** (-(values.length - origin) / RECENCY_DAYS));
  const apart = plan.origins.map((origin) => leaveOverlapping(recency, plan, origin));
  const past = joinAtOrigins(request, errors, apart);
  const weights = weightsFrom(errors, recency, candidates.length);
  const future = mixPaths(
    candidates.map((one) => one.future),
    weights,
  );
  const calibrate = calibrator({ values, plan, past });
  const factor = calibrate(recency);
  const factors = apart.map(calibrate);
  return {
    weights,
    past: past.map((value, at) => value * (factors[Math.floor(at / plan.horizon)] as number)),
    future: future.map((value) => value * factor),
  };
}

/** The origins' shares without those whose days overlap with the days after `origin`. */
function leaveOverlapping(shares: readonly number[], plan: BacktestPlan, origin: number): number[] {
  return shares.map((share, other) =>
    Math.abs((plan.origins[other] as number) - origin) < plan.horizon ? 0 : share,
  );
}

function joinAtOrigins(
  { plan, candidates }: CombineRequest,
  errors: readonly Float64Array[],
  shares: readonly (readonly number[])[],
): Float64Array {
  const past = new Float64Array(plan.origins.length * plan.horizon);
  shares.forEach((apart, which) => {
    const from = which * plan.horizon;
    const paths = candidates.map((one) => one.past.subarray(from, from + plan.horizon));
    past.set(mixPaths(paths, weightsFrom(errors, apart, candidates.length)), from);
  });
  return past;
}

function mixPaths(paths: readonly Float64Array[], weights: Float64Array): Float64Array {
  const mixed = new Float64Array(paths[0]?.length ?? 0);
  paths.forEach((path, at) => {
    const weight = weights[at] as number;
    for (let day = 0; day < mixed.length; day++)
      mixed[day] = (mixed[day] as number) + weight * (path[day] as number);
  });
  return mixed;
}
