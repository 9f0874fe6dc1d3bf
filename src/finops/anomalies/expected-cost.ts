// What a day was expected to cost, from the days before it only: the median of the same weekdays; and where the same date of
// the last two months was off to the same side (what is charged on the first), that much more or less. The nearer of the two
// is taken. Medians, so that yesterday's outlier does not move today's expectation.

import { DAY_MS } from "../../kernel/time.ts";
import { median } from "./median.ts";

const WEEK = 7;
/** Weeks and months that are looked back; two of the weeks may be strange without moving the median. */
const WEEKS = 5;
const MONTHS = 2;
const FEWEST_WEEKS = 3;
/** Days whose errors say how much is usual. */
const ERROR_DAYS = 56;
const FEWEST_ERRORS = 14;
/** Of the standard deviation of a normal distribution. */
const MAD_TO_SIGMA = 1.4826;

type Amounts = readonly (number | null)[];

function isNumber(amount: number | null | undefined): amount is number {
  return amount !== null && amount !== undefined;
}

function sameWeekdays(amounts: Amounts, at: number): number[] {
  return Array.from({ length: WEEKS }, (_, back) => amounts[at - WEEK * (back + 1)]).filter(isNumber);
}

function monthBefore(day: string, back: number): string | null {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const then = new Date(Date.UTC(year, month - 1 - back, date));
  // Of a 31st there may be none a month before.
  return then.getUTCDate() === date ? then.toISOString().slice(0, 10) : null;
}

function weekdayMedian(amounts: Amounts, at: number): number | null {
  const weekly = sameWeekdays(amounts, at);
  return weekly.length < FEWEST_WEEKS ? null : median(weekly);
}

/** By how much the same date of the last months was off what its weekday cost; 0 unless it was to one side. */
function dateEffect(days: readonly string[], amounts: Amounts, at: number): number {
  const effects: number[] = [];
  for (let back = 1; back <= MONTHS; back++) {
    const then = monthBefore(days[at] ?? "", back);
    // Days are without gaps: a date stands as many places back as it is days before.
    const place =
      then === null ? -1 : at - Math.round((Date.parse(days[at] ?? "") - Date.parse(then)) / DAY_MS);
    const [actual, expected] = place < 0 ? [null, null] : [amounts[place], weekdayMedian(amounts, place)];
    if (isNumber(actual) && isNumber(expected)) effects.push(actual - expected);
  }
  const isOneSided = effects.every((effect) => effect > 0) || effects.every((effect) => effect < 0);
  return effects.length === MONTHS && isOneSided ? median(effects) : 0;
}

/** The expectation of the day at `at`; null when too little is known before it. */
export function expectedAt(days: readonly string[], amounts: Amounts, at: number): number | null {
  const [byWeek, actual] = [weekdayMedian(amounts, at), amounts[at]];
  if (byWeek === null || !isNumber(actual)) return byWeek;
  const byDate = byWeek + dateEffect(days, amounts, at);
  return Math.abs(actual - byDate) < Math.abs(actual - byWeek) ? byDate : byWeek;
}

export interface UsualError {
  /** Growth makes every day a little dearer than the weeks before it: by so much. */
  readonly middle: number;
  /** As a standard deviation. */
  readonly spread: number;
}

/** Usual errors before the day; null when too few are known. */
export function usualError(errors: readonly (number | null)[], at: number): UsualError | null {
  const before = errors.slice(Math.max(0, at - ERROR_DAYS), at).filter(isNumber);
  if (before.length < FEWEST_ERRORS) return null;
  const middle = median(before);
  return { middle, spread: MAD_TO_SIGMA * median(before.map((error) => Math.abs(error - middle))) };
}
