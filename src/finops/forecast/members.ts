// The methods that are joined, as a table: each is run on the series freed of each model of the calendar.

import { averageMix } from "./average-mix.ts";
import { exponentialSmoothing } from "./exponential-smoothing.ts";
import type { LevelMethod } from "./level-method.ts";
import { recentMedian } from "./recent-median.ts";

export interface LevelMember {
  readonly name: string;
  readonly predict: LevelMethod;
}

function smoothing(level: number, weekly: number): LevelMethod {
  return exponentialSmoothing({ level, trend: 0, damping: 0, weekly });
}

/** Memories from a day to twenty, with and without a weekly profile and trend that move. */
export const LEVEL_MEMBERS: readonly LevelMember[] = [
  { name: "slow level", predict: smoothing(0.05, 0) },
  { name: "level", predict: smoothing(0.15, 0) },
  { name: "quick level", predict: smoothing(0.4, 0) },
  { name: "slow level, moving week", predict: smoothing(0.05, 0.05) },
  { name: "level, moving week", predict: smoothing(0.15, 0.1) },
  { name: "level, quick week", predict: smoothing(0.15, 0.2) },
  { name: "quick level, moving week", predict: smoothing(0.4, 0.1) },
  { name: "last days", predict: smoothing(0.7, 0.05) },
  {
    name: "drift",
    predict: exponentialSmoothing({ level: 0.3, trend: 0.005, damping: 0.999, weekly: 0.05 }),
  },
  {
    name: "short trend",
    predict: exponentialSmoothing({ level: 0.2, trend: 0.1, damping: 0.95, weekly: 0.05 }),
  },
  {
    name: "long trend",
    predict: exponentialSmoothing({ level: 0.05, trend: 0.1, damping: 0.98, weekly: 0.05 }),
  },
  { name: "median of 14 days", predict: recentMedian(14) },
  { name: "median of 42 days", predict: recentMedian(42) },
  { name: "learned mix of averages", predict: averageMix },
];
