// When a schedule is due: five cron fields read in an IANA zone (croner). INVARIANT: an instant is due at most once.
// Daylight saving: a time of day that is written out (no `*`, no step in minutes and hours) is due once a day: after a skipped
// hour at its end, in a doubled hour the first time. What goes by `*` or a step goes by elapsed time: nothing in a skipped
// hour, both in a doubled one.

import { Cron } from "croner";
import { MINUTE_MS } from "../../kernel/time.ts";
import { isZone } from "../draw/write-time.ts";

export interface Rhythm {
  /** Minute, hour, day of the month, month, day of the week. */
  readonly cron: string;
  readonly zone: string;
}

/** Fields of numbers, names, lists, ranges, steps, `L` (the last day) and `#` (the n-th weekday). */
const FIVE_FIELDS = /^[\d*,/-]+ [\d*,/-]+ [\dL*,/-]+ [\dA-Z*,/-]+ [\dA-Z#*,/-]+$/i;

function open({ cron, zone }: Rhythm): Cron {
  return new Cron(cron, { timezone: zone, mode: "5-part", paused: true, fixedTimeRule: "no-wildcard" });
}

const msOf = (date: Date | null | undefined): number | null => date?.getTime() ?? null;

/** The first after that instant; null when there is none in sight. */
export function nextDue(rhythm: Rhythm, afterMs: number): number | null {
  return msOf(open(rhythm).nextRun(new Date(afterMs)));
}

/** The last at or before that instant. */
export function lastDue(rhythm: Rhythm, atMs: number): number | null {
  // Whole minutes are due: an instant later leaves this one in.
  return msOf(open(rhythm).previousRuns(1, new Date(atMs + 1_000))[0]);
}

export function dueTimes(rhythm: Rhythm, afterMs: number, count: number): number[] {
  return open(rhythm)
    .nextRuns(count, new Date(afterMs))
    .map((date) => date.getTime());
}

/** LIMIT: beyond this many nobody counts any more. */
const MOST_MISSED = 1_000;

/** How many were due from the first on, before that one. */
export function missedBetween(rhythm: Rhythm, firstMs: number, dueAtMs: number): number {
  if (firstMs >= dueAtMs) return 0;
  const due = dueTimes(rhythm, firstMs - MINUTE_MS / 2, MOST_MISSED);
  return due.filter((atMs) => atMs < dueAtMs).length;
}

/** LIMIT: reports take seconds to make and are read by people. */
const LEAST_APART_MS = 5 * MINUTE_MS;
/** Where rhythms are tried: an instant like any other, so that the same text is always judged alike. */
const TRIED_AT_MS = Date.UTC(2026, 0, 1);
const TRIED = 64;

/** What is wrong with it; null for a rhythm that a schedule may have. */
export function judgeCron(cron: string, zone: string): string | null {
  if (!FIVE_FIELDS.test(cron)) return "five fields such as `0 9 * * 1`: minute, hour, day, month, weekday";
  const due = tryOut({ cron, zone: isZone(zone) ? zone : "UTC" });
  if (due === null) return "a field holds what it cannot";
  if (due.length === 0) return "is never due";
  const isClose = due.some((atMs, at) => at > 0 && atMs - (due[at - 1] ?? 0) < LEAST_APART_MS);
  return isClose ? "is due more often than every five minutes" : null;
}

function tryOut(rhythm: Rhythm): number[] | null {
  try {
    return dueTimes(rhythm, TRIED_AT_MS, TRIED);
  } catch {
    return null;
  }
}
