// The shape of a forecast: what is stored with the model's version and answered over HTTP. Amounts are in the history's unit.

import type { IntervalLevel } from "./error-pool.ts";
import type { Statement } from "./statements.ts";

/** Raised by every change that alters a number, so that stored forecasts can be held against what came. */
export const MODEL_VERSION = "ensemble/2";

export interface Interval {
  /** Percent of outcomes the interval is meant to hold. */
  readonly level: IntervalLevel;
  readonly lower: number;
  readonly upper: number;
}

export interface Expected {
  readonly mean: number;
  readonly intervals: readonly Interval[];
}

export interface ForecastDay extends Expected {
  readonly date: string;
}

export interface MonthEnd extends Expected {
  /** `YYYY-MM`: the month of the first day forecast. */
  readonly month: string;
  /** Known days of that month before the first day forecast; a part of the mean. */
  readonly spent: number;
}

export type DriverName = "level" | "trend" | "weekly" | "monthly" | "yearly" | "events";

export interface Driver {
  readonly name: DriverName;
  /** Part of the horizon's total; all drivers add up to it. */
  readonly amount: number;
}

export interface MeasuredAccuracy {
  readonly origins: number;
  /** Days ahead that were measured. */
  readonly horizon: number;
  /** 1 less the sum of absolute errors over the sum of absolute values, mean over the origins. */
  readonly accuracy: number;
  /** 1 less the relative error of the total, mean over the origins. */
  readonly totalAccuracy: number;
  /** Mean absolute error over that of repeating the last week, in sample. */
  readonly mase: number;
  /** 1 less the error over the error of a seasonal naive forecast; above 0 is better than repeating last week. */
  readonly skill: number;
  /** Share of days inside the interval of that level. */
  readonly coverage: Readonly<Record<IntervalLevel, number>>;
}

export interface Forecast {
  readonly model: string;
  readonly days: readonly ForecastDay[];
  readonly total: Expected;
  readonly monthEnd: MonthEnd;
  readonly drivers: readonly Driver[];
  /** Null when the history is too short to be forecast again from its own past. */
  readonly measured: MeasuredAccuracy | null;
  readonly members: readonly { readonly name: string; readonly weight: number }[];
  readonly statements: readonly Statement[];
}
