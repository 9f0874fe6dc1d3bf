// The calendar of a span of days as a sparse matrix: which columns (weekday, place in the month, season of the year,
// weekends by season, holiday, the caller's events) a day belongs to, and how much. Columns of a group stand together.

import { civilDate, dayOf, daysInMonth, weekdayOf } from "./calendar-day.ts";
import { HOLIDAY_RULES, holidaysBetween } from "./holiday-rules.ts";

export type CalendarGroup = "weekly" | "monthly" | "yearly" | "weekends" | "events";

export interface ColumnRange {
  readonly from: number;
  readonly to: number;
}

export interface CalendarColumns {
  readonly days: number;
  readonly size: number;
  readonly groups: Readonly<Record<CalendarGroup, ColumnRange>>;
  /** Entry e of day t stands at t * ENTRIES + e, for e < counts[t]. */
  readonly columns: Int16Array;
  readonly shares: Float64Array;
  readonly counts: Uint8Array;
}

/** A known event of the caller's: its past dates teach what its coming dates will do. */
export interface CalendarEvent {
  readonly name: string;
  readonly dates: readonly string[];
}

/** LIMIT: a weekday, two of the month, two of the season and four of a weekend: the other seven are holidays and events. */
export const ENTRIES = 16;
const WEEKDAYS = 7;
const MONTH_DAYS = 31;
/** The last, last but one and last but two day of a month: months end on differing days. */
const MONTH_ENDS = 3;
/** A fortnight each: fine enough for school holidays, coarse enough to be learned from two years. */
const SEASONS = 26;
const YEAR_DAYS = 365.25;
/** Two waves a year, each a cosine and a sine: how far weekends lie off differs between summer and winter. */
const WEEKEND_WAVES = 2;
/** A holiday on a weekend moves less: the weekend's own effect is there already. */
const WEEKEND_SHARE = 0.5;

function layOut(events: number): CalendarColumns["groups"] {
  const monthly = WEEKDAYS;
  const yearly = monthly + MONTH_DAYS + MONTH_ENDS;
  const weekends = yearly + SEASONS;
  const special = weekends + 2 * WEEKEND_WAVES;
  return {
    weekly: { from: 0, to: monthly },
    monthly: { from: monthly, to: yearly },
    yearly: { from: yearly, to: weekends },
    weekends: { from: weekends, to: special },
    events: { from: special, to: special + HOLIDAY_RULES.length + events },
  };
}

interface Span {
  readonly startDay: number;
  readonly days: number;
  /** Days of each event, as numbers. */
  readonly events: readonly ReadonlySet<number>[];
}

export function calendarColumns({ startDay, days, events }: Span): CalendarColumns {
  const groups = layOut(events.length);
  const calendar = {
    days,
    size: groups.events.to,
    groups,
    columns: new Int16Array(days * ENTRIES),
    shares: new Float64Array(days * ENTRIES),
    counts: new Uint8Array(days),
  };
  const holidays = holidaysBetween(startDay, startDay + days);
  for (let at = 0; at < days; at++) {
    const day = startDay + at;
    putRegular(calendar, at, day);
    const share = isWeekend(day) ? WEEKEND_SHARE : 1;
    for (const rule of holidays.get(day) ?? []) put(calendar, at, [groups.events.from + rule, share]);
    const firstEvent = groups.events.from + HOLIDAY_RULES.length;
    events.forEach((dates, which) => {
      if (dates.has(day)) put(calendar, at, [firstEvent + which, 1]);
    });
  }
  return calendar;
}

function isWeekend(day: number): boolean {
  const weekday = weekdayOf(day);
  return weekday === 0 || weekday === 6;
}

function put(calendar: CalendarColumns, at: number, [column, share]: readonly [number, number]): void {
  const count = calendar.counts[at] as number;
  if (count === ENTRIES) return;
  calendar.columns[at * ENTRIES + count] = column;
  calendar.shares[at * ENTRIES + count] = share;
  calendar.counts[at] = count + 1;
}

function putRegular(calendar: CalendarColumns, at: number, day: number): void {
  const { weekly, monthly, yearly, weekends } = calendar.groups;
  const date = civilDate(day);
  put(calendar, at, [weekly.from + weekdayOf(day), 1]);
  put(calendar, at, [monthly.from + date.day - 1, 1]);
  const daysLeft = daysInMonth(date.year, date.month) - date.day;
  if (daysLeft < MONTH_ENDS) put(calendar, at, [monthly.from + MONTH_DAYS + daysLeft, 1]);
  const yearShare = (day - dayOf(date.year, 1, 1)) / YEAR_DAYS;
  const phase = yearShare * SEASONS;
  const season = Math.floor(phase);
  put(calendar, at, [yearly.from + (season % SEASONS), 1 - (phase - season)]);
  put(calendar, at, [yearly.from + ((season + 1) % SEASONS), phase - season]);
  if (!isWeekend(day)) return;
  for (let wave = 0; wave < WEEKEND_WAVES; wave++) {
    const angle = 2 * Math.PI * (wave + 1) * yearShare;
    put(calendar, at, [weekends.from + 2 * wave, Math.cos(angle)]);
    put(calendar, at, [weekends.from + 2 * wave + 1, Math.sin(angle)]);
  }
}

/** What columns of `range` add up to on every day, given a weight for each column. */
export function effectOf(calendar: CalendarColumns, weights: Float64Array, range: ColumnRange): Float64Array {
  const effect = new Float64Array(calendar.days);
  for (let at = 0; at < calendar.days; at++) {
    let sum = 0;
    const end = at * ENTRIES + (calendar.counts[at] as number);
    for (let entry = at * ENTRIES; entry < end; entry++) {
      const column = calendar.columns[entry] as number;
      if (column >= range.from && column < range.to)
        sum += (calendar.shares[entry] as number) * (weights[column] as number);
    }
    effect[at] = sum;
  }
  return effect;
}
