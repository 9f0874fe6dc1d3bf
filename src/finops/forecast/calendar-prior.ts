// What is believed of a calendar effect before the series is seen: how large it may be, as a multiple of the series' own
// noise, so that no belief depends on a currency or a unit. These are the only knobs of the calendar's fit.

import type { CalendarGroup } from "./calendar-columns.ts";

interface GroupPrior {
  /** Standard deviation of an effect, in deviations of the noise. */
  readonly spread: number;
  /** Few effects are large and most are none (month-start charges, holidays): a heavy-tailed prior lets those few through. */
  readonly isSparse: boolean;
}

export const PRIORS: Readonly<Record<CalendarGroup, GroupPrior>> = {
  weekly: { spread: 10, isSparse: false },
  monthly: { spread: 0.3, isSparse: true },
  yearly: { spread: 1, isSparse: false },
  weekends: { spread: 1.5, isSparse: true },
  events: { spread: 1.5, isSparse: true },
};

/** A season differs from its neighbour by so much less than from the average. */
export const SEASON_STEP = 0.7;

/** How one model of the calendar looks at a series. */
export interface CalendarModel {
  readonly name: string;
  /** The last group it uses, in the order of the columns. */
  readonly upTo: CalendarGroup;
  /** A day so old counts half. */
  readonly halfLifeDays: number;
  /** How far the level moves from one knot to the next. */
  readonly levelStep: number;
}

/**
 * The weekday alone, as it was lately; with the month, as it was in the last year; and all of the calendar, for which the
 * past years must count.
 */
export const CALENDAR_MODELS: readonly CalendarModel[] = [
  { name: "weekday", upTo: "weekly", halfLifeDays: 180, levelStep: 0.35 },
  { name: "month", upTo: "monthly", halfLifeDays: 365, levelStep: 0.35 },
  { name: "calendar", upTo: "events", halfLifeDays: 2_000, levelStep: 0.35 },
];
