// Days from which a series runs on another level: a migration, a closure, a new price. Told by the medians of the four
// weeks before and after, which hold each weekday equally often; a burst that passes within two weeks is none.

import { medianOf } from "./quantile.ts";

export interface LevelShift {
  /** First day of the new level. */
  readonly at: number;
  /** The shift is told once so many days are known. */
  readonly knownFrom: number;
}

/** Four weeks on either side. */
const WINDOW_DAYS = 28;
/** Tried once a week, then placed to the day. */
const STRIDE_DAYS = 7;
/** The medians lie this many times the median deviation of a window apart: seasons and noise stay below. */
const LEAST_STEP = 4;
/** Deviations below it are rounding. */
const LEAST_DEVIATION = 1e-3;

interface Candidate {
  readonly at: number;
  readonly score: number;
}

export function findShifts(scaled: Float64Array): readonly LevelShift[] {
  const candidates: Candidate[] = [];
  for (let at = WINDOW_DAYS; at + WINDOW_DAYS <= scaled.length; at += STRIDE_DAYS) {
    const score = stepAt(scaled, at);
    if (score > LEAST_STEP) candidates.push({ at, score });
  }
  candidates.sort((left, right) => right.score - left.score || left.at - right.at);
  const kept: number[] = [];
  for (const { at } of candidates)
    if (kept.every((other) => Math.abs(other - at) >= 2 * WINDOW_DAYS)) kept.push(at);
  return kept
    .sort((left, right) => left - right)
    .map((at) => ({ at: placeShift(scaled, at), knownFrom: at + WINDOW_DAYS }));
}

function knownBetween(scaled: Float64Array, from: number, to: number): Float64Array {
  return scaled.subarray(from, to).filter((value) => !Number.isNaN(value));
}

/** How many deviations the level changes by at that day; 0 where too few days are known. */
function stepAt(scaled: Float64Array, at: number): number {
  const before = knownBetween(scaled, at - WINDOW_DAYS, at);
  const after = knownBetween(scaled, at, at + WINDOW_DAYS);
  if (Math.min(before.length, after.length) < WINDOW_DAYS / 2) return 0;
  const [left, right] = [medianOf(before), medianOf(after)];
  const deviation = Math.max(deviationFrom(before, left), deviationFrom(after, right), LEAST_DEVIATION);
  return Math.abs(right - left) / deviation;
}

function deviationFrom(values: Float64Array, middle: number): number {
  return medianOf(values.map((value) => Math.abs(value - middle)));
}

/** The day, within two weeks, at which two flat levels fit the eight weeks around best. */
function placeShift(scaled: Float64Array, near: number): number {
  const [from, to] = [near - WINDOW_DAYS, near + WINDOW_DAYS];
  const reach = WINDOW_DAYS / 2;
  // The levels are read away from the shift, whose day is not known yet.
  const left = medianOf(knownBetween(scaled, from, near - STRIDE_DAYS));
  const right = medianOf(knownBetween(scaled, near + STRIDE_DAYS, to));
  let best = near;
  let leastCost = Number.POSITIVE_INFINITY;
  for (let at = near - reach; at <= near + reach; at++) {
    let cost = 0;
    for (let day = from; day < to; day++) {
      const value = scaled[day] as number;
      if (!Number.isNaN(value)) cost += Math.abs(value - (day < at ? left : right));
    }
    if (cost < leastCost) [best, leastCost] = [at, cost];
  }
  return best;
}
