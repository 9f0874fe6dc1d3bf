// Dates on which people somewhere do otherwise than on other days. A rule only proposes: what a date does to a series
// is learned from that series' own past years, and shrinks to nothing where its past shows nothing.
// Gregorian Easter by the anonymous algorithm (Meeus, Astronomical Algorithms, chapter 8).

import { civilDate, dayOf, daysInMonth, weekdayOf } from "./calendar-day.ts";

/** The day in that year, or null when the rule gives none. */
type HolidayRule = (year: number) => number | null;

const MONDAY = 1;
const TUESDAY = 2;
const THURSDAY = 4;

function easterDay(year: number): number {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const ofCentury = year % 100;
  const skipped = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - skipped + 15) % 30;
  const toSunday = (32 + 2 * (century % 4) + 2 * Math.floor(ofCentury / 4) - epact - (ofCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * toSunday) / 451);
  const sum = epact + toSunday - 7 * late + 114;
  return dayOf(year, Math.floor(sum / 31), (sum % 31) + 1);
}

function fixed(month: number, day: number): HolidayRule {
  return (year) => dayOf(year, month, day);
}

/** The working day that stands in for a fixed day on a weekend: Friday for a Saturday, Monday for a Sunday. */
function observed(month: number, day: number): HolidayRule {
  return (year) => {
    const at = dayOf(year, month, day);
    const weekday = weekdayOf(at);
    if (weekday === 0) return at + 1;
    return weekday === 6 ? at - 1 : null;
  };
}

function nth(month: number, weekday: number, count: number): HolidayRule {
  return (year) => {
    const first = dayOf(year, month, 1);
    return first + ((weekday - weekdayOf(first) + 7) % 7) + 7 * (count - 1);
  };
}

function last(month: number, weekday: number): HolidayRule {
  return (year) => {
    const end = dayOf(year, month, daysInMonth(year, month));
    return end - ((weekdayOf(end) - weekday + 7) % 7);
  };
}

function around(rule: HolidayRule, ...offsets: readonly number[]): HolidayRule[] {
  return offsets.map((offset) => (year) => {
    const day = rule(year);
    return day === null ? null : day + offset;
  });
}

function each(
  rule: typeof fixed,
  ...dates: readonly (readonly [month: number, day: number])[]
): HolidayRule[] {
  return dates.map(([month, day]) => rule(month, day));
}

export const HOLIDAY_RULES: readonly HolidayRule[] = [
  // The turn of the year, each day of its own.
  ...each(fixed, [12, 23], [12, 24], [12, 25], [12, 26], [12, 27], [12, 28], [12, 29], [12, 30], [12, 31]),
  ...each(fixed, [1, 1], [1, 2], [1, 6]),
  ...each(observed, [1, 1], [7, 4], [11, 11], [12, 25]),
  // Europe's, Australia's and America's fixed days.
  ...each(fixed, [1, 26], [2, 14], [4, 25], [4, 30], [5, 1], [5, 2], [5, 8], [6, 19], [7, 3], [7, 4], [7, 5]),
  ...each(fixed, [7, 14], [8, 15], [10, 3], [10, 12], [10, 31], [11, 1], [11, 11], [12, 6], [12, 8]),
  // Carnival, Easter, Ascension with its bridge, Whit Monday, Corpus Christi.
  ...around(easterDay, -48, -47, -3, -2, -1, 0, 1, 2, 39, 40, 50, 60),
  // Days that are a weekday of a month, with the weekend they make long.
  nth(1, MONDAY, 3),
  nth(2, MONDAY, 3),
  nth(3, MONDAY, 2),
  nth(5, MONDAY, 1),
  ...around(last(5, MONDAY), -3, -2, -1, 0),
  nth(6, MONDAY, 2),
  last(8, MONDAY),
  ...around(nth(9, MONDAY, 1), -2, -1, 0),
  nth(10, MONDAY, 2),
  nth(11, TUESDAY, 1),
  ...around(nth(11, THURSDAY, 4), -1, 0, 1, 2, 3, 4),
];

/** Which rules name which day, for days of [from, to). */
export function holidaysBetween(from: number, to: number): ReadonlyMap<number, readonly number[]> {
  const days = new Map<number, number[]>();
  const note = (day: number | null, rule: number): void => {
    if (day === null || day < from || day >= to) return;
    const rules = days.get(day);
    if (rules === undefined) days.set(day, [rule]);
    else rules.push(rule);
  };
  // A year more on either side: a substitute day may fall into the neighbouring year.
  for (let year = civilDate(from).year - 1; year <= civilDate(to).year + 1; year++)
    HOLIDAY_RULES.forEach((rule, at) => note(rule(year), at));
  return days;
}
