// Instants as people read them, in a given zone: as much of them as the range needs. Intl is asked for numbers only, so
// that the text is the same whatever language data a runtime has.

import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../kernel/time.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

interface Parts {
  readonly year: string;
  readonly month: string;
  readonly day: string;
  readonly hour: string;
  readonly minute: string;
  readonly second: string;
}

/** Null for a zone that the runtime does not know. */
function openFormat(zone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
    });
  } catch {
    return null;
  }
}

export interface Clockface {
  /** `14:05`, `23 Nov`, `23 Nov 14:05` or `14:05:09`, by how long the range is. */
  readonly short: (ms: number) => string;
  /** `2026-11-23 14:05:09`. */
  readonly long: (ms: number) => string;
  /** `2026-11-23`. */
  readonly day: (ms: number) => string;
}

export const isZone = (zone: string): boolean => openFormat(zone) !== null;

/** An unknown zone is written as UTC. */
export function openClockface(zone: string, rangeMs: number): Clockface {
  const format = openFormat(zone) ?? openFormat("UTC");
  const parts = (ms: number): Parts =>
    Object.fromEntries(
      (format?.formatToParts(ms) ?? []).map(({ type, value }) => [type, value]),
    ) as unknown as Parts;
  const day = (ms: number): string => {
    const at = parts(ms);
    return `${at.year}-${at.month}-${at.day}`;
  };
  const long = (ms: number): string => {
    const at = parts(ms);
    return `${at.year}-${at.month}-${at.day} ${at.hour}:${at.minute}:${at.second}`;
  };
  return { short: (ms) => shortText(parts(ms), rangeMs), long, day };
}

function shortText(at: Parts, rangeMs: number): string {
  const date = `${Number(at.day)} ${MONTHS[Number(at.month) - 1] ?? at.month}`;
  if (rangeMs > 300 * DAY_MS) return `${MONTHS[Number(at.month) - 1] ?? at.month} ${at.year}`;
  if (rangeMs > 4 * DAY_MS) return date;
  if (rangeMs > DAY_MS + HOUR_MS) return `${date} ${at.hour}:${at.minute}`;
  return rangeMs < 5 * MINUTE_MS ? `${at.hour}:${at.minute}:${at.second}` : `${at.hour}:${at.minute}`;
}
