// The methods that are joined, as a table: each is run on the series freed of each model of the calendar.

import { averageMix } from "./average-mix.ts";
import { exponentialSmoothing } from "./exponential-smoothing.ts";
import type { LevelMethod } from "./level-method.ts";
import { recentMedian } from "./recent-median.ts";
import { returningLevel } from "./returning-level.ts";

export interface LevelMember {
  readonly name: string;
  readonly predict: LevelMethod;
}

function smoothing(level: number, weekly: number): LevelMethod {
  return exponentialSmoothing({ level, trend: 0, damping: 0, weekly });
}

/**
 * Each belief once: levels that stay, from a day's memory to a week's, trends, and levels that return. Two that say much the
 * same are one with twice the weight, which takes it from those that differ.
 */
export const LEVEL_MEMBERS: readonly LevelMember[] = [
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
  { name: "median of 14 days", predict: recentMedian(14) },
  {
    name: "back to four months",
    predict: returningLevel({ halfLife: 10, usualDays: 120, endsAtShift: true }),
  },
  {
    name: "back to half a year",
    predict: returningLevel({ halfLife: 15, usualDays: 182, endsAtShift: true }),
  },
  { name: "back to a year", predict: returningLevel({ halfLife: 24, usualDays: 364, endsAtShift: false }) },
  { name: "learned mix of averages", predict: averageMix },
];
