// The days from which the past is forecast again: the last year, every nine days (so that origins fall on every weekday),
// each with a full horizon of known days after it. The calendar is not fitted anew at each: origins come in blocks, and a block
// uses what was known at its first origin.

export interface BacktestPlan {
  /** Days ahead that are measured: at most the horizon asked. */
  readonly horizon: number;
  /** Ascending indexes into the series; the first day not known. */
  readonly origins: readonly number[];
  /** Consecutive origins that share a fit. */
  readonly blocks: readonly (readonly number[])[];
}

const SPAN_DAYS = 364;
const STEP_DAYS = 9;
const BLOCKS = 4;
/** LIMIT: a quarter of the year ahead is measured; past it intervals grow by rule. */
const MOST_HORIZON = 90;
/** A fit on fewer days tells nothing of the fits that come. */
const LEAST_TRAINING = 120;
const LEAST_TRAINING_SHARE = 0.5;
/** Of a short history, that much may be held back at each origin. */
const HORIZON_SHARE = 0.25;

export function planBacktest(days: number, horizonAsked: number): BacktestPlan {
  const horizon = Math.max(1, Math.min(horizonAsked, MOST_HORIZON, Math.floor(days * HORIZON_SHARE)));
  const training = Math.min(LEAST_TRAINING, Math.ceil(days * LEAST_TRAINING_SHARE));
  const earliest = Math.max(days - SPAN_DAYS, training);
  const origins: number[] = [];
  for (let origin = days - STEP_DAYS; origin >= earliest; origin -= STEP_DAYS)
    if (origin + horizon <= days) origins.push(origin);
  origins.reverse();
  const perBlock = Math.max(1, Math.ceil(origins.length / BLOCKS));
  const blocks: number[][] = [];
  for (let at = 0; at < origins.length; at += perBlock) blocks.push(origins.slice(at, at + perBlock));
  return { horizon, origins, blocks };
}

/** Origins nine days apart whose months overlap tell as much as three in ten that do not. */
const INDEPENDENT_SHARE = 0.3;

export function independentOrigins(count: number): number {
  return count * INDEPENDENT_SHARE;
}
