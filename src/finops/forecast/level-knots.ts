// The shape of the level in the calendar's fit: a straight line between knots about six weeks apart, broken where the level
// shifts: there one line ends and another begins, and nothing ties them.

import type { LevelShift } from "./level-shifts.ts";

export interface LevelKnots {
  /** The day each knot stands at. */
  readonly days: readonly number[];
  /** Whether a new line begins with the knot. */
  readonly isBreak: readonly boolean[];
  /** For each day, the knot at or before it on its line. */
  readonly knotOf: Int32Array;
}

/** Six weeks, so that no month-start bends the level. */
export const KNOT_DAYS = 42;
/** A line is no shorter. */
const LEAST_LINE_DAYS = 4;

export function placeKnots(until: number, shifts: readonly LevelShift[]): LevelKnots {
  const starts = shifts
    .filter(({ at, knownFrom }) => knownFrom <= until && at >= LEAST_LINE_DAYS)
    .map(({ at }) => at);
  const days: number[] = [];
  const isBreak: boolean[] = [];
  const knotOf = new Int32Array(until);
  [0, ...starts].forEach((start, line) => {
    const end = Math.max(start + 1, (starts[line] ?? until) - 1);
    const spans = Math.max(1, Math.round((end - start) / KNOT_DAYS));
    const first = days.length;
    for (let knot = 0; knot <= spans; knot++) {
      days.push(start + ((end - start) * knot) / spans);
      isBreak.push(knot === 0);
    }
    for (let day = start; day <= end && day < until; day++)
      knotOf[day] = first + Math.min(spans - 1, Math.floor(((day - start) * spans) / (end - start)));
  });
  return { days, isBreak, knotOf };
}
