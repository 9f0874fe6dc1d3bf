// A forecast as it is kept, so that it can be held against what came: a day takes six numbers.

import type { Forecast } from "../forecast/index.ts";
import type { SeriesDay } from "./day-series.ts";

/** Mean; lower and upper of 80 %; lower and upper of 95 %. */
type KeptDay = readonly [mean: number, low80: number, high80: number, low95: number, high95: number];

export interface KeptForecast {
  readonly scope: string;
  readonly model: string;
  /** The first day that was forecast. */
  readonly from: string;
  readonly days: readonly KeptDay[];
}

const DIGITS = 6;
const near = (value: number): number => Number(value.toPrecision(DIGITS));

export function keepForecast(scope: string, { model, days }: Forecast): KeptForecast {
  const kept = days.map(({ mean, intervals }): KeptDay => {
    const of = (level: number) =>
      intervals.find((one) => one.level === level) ?? { lower: mean, upper: mean };
    const [wide, wider] = [of(80), of(95)];
    return [near(mean), near(wide.lower), near(wide.upper), near(wider.lower), near(wider.upper)];
  });
  return { scope, model, from: days[0]?.date ?? "", days: kept };
}

export interface ForecastOutcome {
  readonly made_on: string;
  readonly model: string;
  /** Days that have come since, of those that were forecast. */
  readonly days: number;
  /** 1 less the sum of absolute errors over the sum of absolute values; null where all were zero. */
  readonly accuracy: number | null;
  /** 1 less the relative error of the sum. */
  readonly total_accuracy: number | null;
  readonly forecast_total: number;
  readonly actual_total: number;
  /** Shares of the days that lay inside. */
  readonly coverage_80: number;
  readonly coverage_95: number;
}

/** Null when none of its days has come. */
export function holdAgainst(
  madeOn: string,
  { model, from, days }: KeptForecast,
  actual: readonly SeriesDay[],
): ForecastOutcome | null {
  const start = actual.findIndex(({ date }) => date === from);
  const came = start < 0 ? [] : actual.slice(start, start + days.length);
  if (came.length === 0) return null;
  const pairs = came.map(({ value }, at) => ({ value, kept: days[at] ?? ([value, 0, 0, 0, 0] as const) }));
  const sum = (of: (pair: (typeof pairs)[number]) => number): number =>
    pairs.reduce((all, pair) => all + of(pair), 0);
  const size = sum(({ value }) => Math.abs(value));
  const [total, expected] = [sum(({ value }) => value), sum(({ kept }) => kept[0])];
  const within = (low: 1 | 3): number =>
    sum(({ value, kept }) => Number(value >= kept[low] && value <= kept[low === 1 ? 2 : 4])) / pairs.length;
  const error = sum(({ value, kept }) => Math.abs(value - kept[0]));
  return {
    made_on: madeOn,
    model,
    days: pairs.length,
    accuracy: size === 0 ? null : 1 - error / size,
    total_accuracy: total === 0 ? null : 1 - Math.abs(expected - total) / Math.abs(total),
    forecast_total: expected,
    actual_total: total,
    coverage_80: within(1),
    coverage_95: within(3),
  };
}
