// A history as rows becomes days in a line: one place a day from the first to the last, NaN where a day is missing.
// INVARIANT: every value that is not NaN is finite, the first and the last place are known.

import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { parseDay } from "./calendar-day.ts";

export interface HistoryDay {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly value: number;
}

export interface DailySeries {
  readonly startDay: number;
  readonly values: Float64Array;
  readonly missing: number;
  /** Days before the oldest that is used. */
  readonly leftOut: number;
}

/** A week: fewer do not even show each weekday once. */
const LEAST_DAYS = 7;
/** LIMIT: five years and a leap day are used; older days cost time and tell little about the next weeks. */
const MOST_DAYS = 5 * 365 + 1;

function invalid(detail: string): Result<never> {
  return failed(fault("finops.history_invalid", detail));
}

export function parseHistory(history: readonly HistoryDay[]): Result<DailySeries> {
  const byDay = new Map<number, number>();
  for (const { date, value } of history) {
    const day = parseDay(date);
    if (day === null) return invalid(`\`${date}\` is not a date`);
    if (!Number.isFinite(value)) return invalid(`the value of \`${date}\` is not a finite number`);
    if (byDay.has(day)) return invalid(`\`${date}\` stands twice in the history`);
    byDay.set(day, value);
  }
  if (byDay.size < LEAST_DAYS)
    return failed(
      fault("finops.history_too_short", `a forecast needs ${LEAST_DAYS} days of history at least`),
    );
  return ok(lineUp(byDay));
}

function lineUp(byDay: ReadonlyMap<number, number>): DailySeries {
  const days = [...byDay.keys()].sort((left, right) => left - right);
  const end = (days.at(-1) as number) + 1;
  const startDay = days.find((day) => day >= end - MOST_DAYS) as number;
  const values = new Float64Array(end - startDay).fill(Number.NaN);
  let known = 0;
  for (const [day, value] of byDay) {
    if (day < startDay) continue;
    values[day - startDay] = value;
    known++;
  }
  return { startDay, values, missing: values.length - known, leftOut: byDay.size - known };
}
