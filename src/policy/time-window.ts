// The value of `within_time`: days and hours of the week in the tenant's zone, `{days?, from?, to?}`. From is included, to
// is not. A window whose end is not after its start runs past midnight and belongs to the day on which it starts.

import { failed, ok, type Result } from "../kernel/result.ts";
import { DAYS, type AttributeValue } from "./attributes.ts";
import { localTime, type Zone } from "./zone.ts";

const CLOCK = /^(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/;
const FIELDS: ReadonlySet<string> = new Set(["days", "from", "to"]);
const MINUTES_PER_DAY = 1_440;
const MINUTES_PER_HOUR = 60;

export interface TimeWindow {
  /** By number of the day, 0 for Sunday. */
  readonly days: ReadonlySet<number>;
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** `17:30`; `24:00` is the end of the day. */
function parseClock(text: unknown): number | null {
  const match = typeof text === "string" ? CLOCK.exec(text) : null;
  if (match === null) return null;
  return match[1] === undefined ? MINUTES_PER_DAY : Number(match[1]) * MINUTES_PER_HOUR + Number(match[2]);
}

export function parseWindow(value: unknown): Result<TimeWindow, string> {
  const shape = "{days?, from?, to?}: days such as `monday`, clock times such as `09:00`";
  if (typeof value !== "object" || value === null || Array.isArray(value)) return failed(shape);
  if (Object.keys(value).length === 0 || !Object.keys(value).every((name) => FIELDS.has(name)))
    return failed(shape);
  const {
    days = DAYS,
    from = "00:00",
    to = "24:00",
  } = value as { days?: unknown; from?: unknown; to?: unknown };
  const [numbers, fromMinute, toMinute] = [parseDays(days), parseClock(from), parseClock(to)];
  if (numbers === null || fromMinute === null || toMinute === null) return failed(shape);
  if (fromMinute === MINUTES_PER_DAY) return failed("a window that starts before 24:00");
  if (fromMinute === toMinute) return failed("a window that is not empty: `from` and `to` differ");
  return ok({ days: numbers, fromMinute, toMinute });
}

function parseDays(value: unknown): ReadonlySet<number> | null {
  if (!Array.isArray(value) || value.length === 0 || value.length > DAYS.length) return null;
  const numbers = value.map((day) => (DAYS as readonly unknown[]).indexOf(day));
  return numbers.includes(-1) ? null : new Set(numbers);
}

function isWithin(window: TimeWindow, at: { readonly day: number; readonly minuteOfDay: number }): boolean {
  const { days, fromMinute, toMinute } = window;
  if (fromMinute < toMinute)
    return days.has(at.day) && at.minuteOfDay >= fromMinute && at.minuteOfDay < toMinute;
  if (at.minuteOfDay >= fromMinute) return days.has(at.day);
  return at.minuteOfDay < toMinute && days.has((at.day + 6) % 7);
}

export function readWindow(value: unknown, zone: Zone): Result<(actual: AttributeValue) => boolean, string> {
  const window = parseWindow(value);
  if (!window.ok) return window;
  return ok((actual) => isWithin(window.value, localTime(zone, actual as number)));
}
