// Intervals from what went wrong: the errors of the combination at the origins of the backtest, on the scale of
// effects, pooled by band of the horizon; their quantiles around the forecast are the interval (split conformal prediction,
// Lei et al. 2018). With few origins the quantiles lean on those of normal noise around a wandering level.

import { bandsUpTo, interpolate, type HorizonBand } from "./horizon-bands.ts";
import { independentOrigins, type BacktestPlan } from "./origins.ts";
import { NORMAL_REACH, quantileOf } from "./quantile.ts";

export type IntervalLevel = keyof typeof NORMAL_REACH;

export interface Reach {
  /** Added to the forecast on the scale of effects; lower is mostly negative. */
  readonly lower: number;
  readonly upper: number;
}

export interface ErrorPool {
  readonly bands: readonly HorizonBand[];
  readonly horizon: number;
  readonly origins: number;
  readonly noise: number;
  /** Ascending, per band. */
  readonly errors: readonly Float64Array[];
}

interface PoolRequest {
  readonly plan: BacktestPlan;
  /** Actual less forecast, on the scale of effects, one path per origin, NaN where a day is missing. */
  readonly residuals: Float64Array;
  readonly noise: number;
  /** Which origins to pool, by their place in the plan. */
  readonly origins: readonly number[];
}

/** So many origins weigh as much as the belief in normal noise. */
const BELIEF_ORIGINS = 2;
/** Variance a day ahead adds, of the noise's: that of simple smoothing with a share of 0.3 (0.3 squared). */
const WANDER = 0.09;

export function poolErrors({ plan, residuals, noise, origins }: PoolRequest): ErrorPool {
  const bands = bandsUpTo(plan.horizon);
  const errors = bands.map(({ first, last }) => {
    const pooled = new Float64Array(origins.length * (last - first + 1));
    let count = 0;
    for (const which of origins)
      for (let ahead = first; ahead <= last; ahead++) {
        const error = residuals[which * plan.horizon + ahead - 1] as number;
        if (!Number.isNaN(error)) pooled[count++] = error;
      }
    return pooled.slice(0, count).sort();
  });
  return { bands, horizon: plan.horizon, origins: origins.length, noise, errors };
}

/** The reach of the interval for days ahead 1..horizon. */
export function reachAhead(pool: ErrorPool, level: IntervalLevel, horizon: number): Reach[] {
  const tail = (100 - level) / 200;
  const lows = pool.errors.map((errors) => quantileOf(errors, tail));
  const highs = pool.errors.map((errors) => quantileOf(errors, 1 - tail));
  const trust = pool.origins / (pool.origins + BELIEF_ORIGINS);
  const caution = studentRatio(NORMAL_REACH[level], independentOrigins(pool.origins));
  return Array.from({ length: horizon }, (_, at) => {
    const ahead = at + 1;
    const measured = Math.min(ahead, pool.horizon);
    const growth = (caution * wander(ahead)) / wander(measured);
    const normal = NORMAL_REACH[level] * pool.noise * wander(measured);
    return {
      lower: growth * (trust * interpolate(pool.bands, lows, measured) - (1 - trust) * normal),
      upper: growth * (trust * interpolate(pool.bands, highs, measured) + (1 - trust) * normal),
    };
  });
}

/**
 * How much further Student's t reaches than the normal it estimates, for quantiles known from so many independent
 * errors (first term of the Cornish-Fisher expansion; Abramowitz and Stegun 26.7.5).
 */
function studentRatio(normal: number, independent: number): number {
  return 1 + (normal * normal + 1) / (4 * Math.max(1, independent));
}

/** How many times its noise a series lies off after so many days, if its level wanders. */
function wander(ahead: number): number {
  return Math.sqrt(1 + WANDER * (ahead - 1));
}
