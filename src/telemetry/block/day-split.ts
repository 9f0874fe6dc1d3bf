// Which UTC day each row falls on, and how far into it: a block never crosses a day, so retention drops whole blocks.
// INVARIANT: exact for every 64-bit instant, however far off the sender's clock is.

import { DAY_MS } from "../../kernel/time.ts";
import { wordsOf } from "./words.ts";

const HIGH = 4_294_967_296;
const DAY_NANOS = DAY_MS * 1_000_000;

export interface RowDays {
  /** Days since the epoch. */
  readonly days: Int32Array;
  /** Nanoseconds since that day began: under 2^53, so exact. */
  readonly nanosOfDay: Float64Array;
}

/** The first day's start lies before the least 64-bit integer, so its words are taken from the BigInt itself. */
function dayStart(day: number): { readonly low: number; readonly high: number } {
  const nanos = BigInt(day) * BigInt(DAY_NANOS);
  return { low: Number(nanos & 0xffff_ffffn), high: Number(nanos >> 32n) };
}

export function splitDays(time: BigInt64Array): RowDays {
  const words = wordsOf(time);
  const days = new Int32Array(time.length);
  const nanosOfDay = new Float64Array(time.length);
  let day = 0;
  let start = dayStart(0);
  for (let i = 0; i < time.length; i++) {
    const low = (words[2 * i] as number) >>> 0;
    const high = words[2 * i + 1] as number;
    let nanos = (high - start.high) * HIGH + (low - start.low);
    // The first division is of a rounded double and may be a day off at midnight; the second pass is exact.
    while (nanos < 0 || nanos >= DAY_NANOS) {
      day += Math.floor(nanos / DAY_NANOS);
      start = dayStart(day);
      nanos = (high - start.high) * HIGH + (low - start.low);
    }
    days[i] = day;
    nanosOfDay[i] = nanos;
  }
  return { days, nanosOfDay };
}

/** The UTC date of a count of days since the epoch. */
export function dayText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** The place of every row of each day. */
export function rowsByDay(days: Int32Array): ReadonlyMap<number, Uint32Array> {
  const counts = new Map<number, number>();
  for (const day of days) counts.set(day, (counts.get(day) ?? 0) + 1);
  const places = new Map([...counts].map(([day, count]) => [day, { rows: new Uint32Array(count), next: 0 }]));
  for (let i = 0; i < days.length; i++) {
    const part = places.get(days[i] as number);
    if (part !== undefined) part.rows[part.next++] = i;
  }
  return new Map([...places].map(([day, part]) => [day, part.rows]));
}
