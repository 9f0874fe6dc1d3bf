// A day as a row of the regression: where it stands between two knots of the level, and the calendar's columns it belongs to.

import { type CalendarColumns, ENTRIES } from "./calendar-columns.ts";
import type { LevelKnots } from "./level-knots.ts";

export interface Shape {
  readonly level: LevelKnots;
  /** Unknowns of the level; those of the effects follow. */
  readonly knots: number;
  readonly effects: number;
}

export interface DayBuffers {
  readonly calendar: CalendarColumns;
  readonly shape: Shape;
  readonly unknowns: Int32Array;
  readonly shares: Float64Array;
}

export function buffersFor(calendar: CalendarColumns, shape: Shape): DayBuffers {
  return { calendar, shape, unknowns: new Int32Array(ENTRIES + 2), shares: new Float64Array(ENTRIES + 2) };
}

/** A day's entries, level first: unknowns and shares into the two buffers, their number returned. */
export function loadDay(at: number, { calendar, shape, unknowns, shares }: DayBuffers): number {
  const knot = shape.level.knotOf[at] as number;
  const from = shape.level.days[knot] as number;
  const share = (at - from) / ((shape.level.days[knot + 1] as number) - from);
  unknowns[0] = knot;
  shares[0] = 1 - share;
  unknowns[1] = knot + 1;
  shares[1] = share;
  let count = 2;
  const end = at * ENTRIES + (calendar.counts[at] as number);
  for (let entry = at * ENTRIES; entry < end; entry++) {
    const column = calendar.columns[entry] as number;
    if (column >= shape.effects) continue;
    unknowns[count] = shape.knots + column;
    shares[count++] = calendar.shares[entry] as number;
  }
  return count;
}
