// Days as whole numbers since 1970-01-01 in the proleptic Gregorian calendar: no clock, no time zone, so no hour is
// ever skipped or repeated. Civil-date conversion after H. Hinnant, "chrono-compatible low-level date algorithms".

export interface CivilDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

const DAY_MS = 86_400_000;
const ERA_DAYS = 146_097; // 400 years
const EPOCH_SHIFT = 719_468; // 0000-03-01 to 1970-01-01
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Null for what is not a date of the calendar, as 2026-02-30. */
export function parseDay(date: string): number | null {
  const match = DATE.exec(date);
  if (match === null) return null;
  const [year, month, ofMonth] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const day = dayOf(year, month, ofMonth);
  const civil = civilDate(day);
  return civil.year === year && civil.month === month && civil.day === ofMonth ? day : null;
}

export function formatDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** `month` 1 to 12. */
export function dayOf(year: number, month: number, day: number): number {
  return Date.UTC(year, month - 1, day) / DAY_MS;
}

export function civilDate(day: number): CivilDate {
  const shifted = day + EPOCH_SHIFT;
  const era = Math.floor(shifted / ERA_DAYS);
  const dayOfEra = shifted - era * ERA_DAYS;
  const leapless =
    dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor(leapless / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1,
  };
}

/** 0 is Sunday. */
export function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

export function daysInMonth(year: number, month: number): number {
  return dayOf(year, month + 1, 1) - dayOf(year, month, 1);
}
