// `Retry-After` (RFC 9110, 10.2.3): seconds, or a date in one of the three forms of 5.6.7. Whatever else it says is not there.

import { DAY_MS, SECOND_MS } from "../kernel/time.ts";

/** LIMIT: a receiver may ask us to wait a day. It asks again next time. */
export const MOST_RETRY_AFTER_MS = DAY_MS;

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const CLOCK = String.raw`(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)`;
const FORMS = [
  // Sun, 06 Nov 1994 08:49:37 GMT
  new RegExp(String.raw`^[A-Z][a-z]{2}, (?<day>\d\d) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) ${CLOCK} GMT$`),
  // Sunday, 06-Nov-94 08:49:37 GMT
  new RegExp(String.raw`^[A-Z][a-z]{5,8}, (?<day>\d\d)-(?<month>[A-Z][a-z]{2})-(?<year>\d\d) ${CLOCK} GMT$`),
  // Sun Nov  6 08:49:37 1994
  new RegExp(String.raw`^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) ${CLOCK} (?<year>\d{4})$`),
];

/** How long to wait from now, 0 for a date that has gone by, bounded; null for a value that says nothing. */
export function parseRetryAfter(text: string | null, nowMs: number): number | null {
  const trimmed = (text ?? "").trim();
  if (/^\d{1,15}$/.test(trimmed)) return bounded(Number(trimmed) * SECOND_MS);
  const atMs = parseHttpDate(trimmed, nowMs);
  return atMs === null ? null : bounded(atMs - nowMs);
}

function bounded(waitMs: number): number {
  return Math.min(Math.max(waitMs, 0), MOST_RETRY_AFTER_MS);
}

function parseHttpDate(text: string, nowMs: number): number | null {
  const fields = FORMS.map((form) => form.exec(text)?.groups).find((groups) => groups !== undefined);
  if (fields === undefined) return null;
  const at = (name: string): number => Number(fields[name]);
  const month = MONTHS.indexOf(fields["month"] ?? "");
  const year = fields["year"]?.length === 2 ? fullYear(at("year"), nowMs) : at("year");
  const date = new Date(Date.UTC(year, month, at("day"), at("hour"), at("minute"), at("second")));
  // Date.UTC takes the 31st of a short month for a day of the next.
  return month < 0 || date.getUTCDate() !== at("day") || at("hour") > 23 || at("minute") > 59
    ? null
    : date.getTime();
}

/** RFC 9110, 5.6.7: what would be more than 50 years ahead is of the past. */
function fullYear(twoDigits: number, nowMs: number): number {
  const present = new Date(nowMs).getUTCFullYear();
  const year = present - (present % 100) + twoDigits;
  return year > present + 50 ? year - 100 : year;
}
