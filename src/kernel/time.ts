// Instants and durations as people write them. Epoch milliseconds inside; intervals are half-open.

import { fault } from "./fault.ts";
import { failed, ok, type Result } from "./result.ts";

/** Comes in from the rim: Workers time stands still inside synchronous work. */
export type Clock = () => number;

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: SECOND_MS,
  m: MINUTE_MS,
  h: HOUR_MS,
  d: DAY_MS,
  w: 7 * DAY_MS,
};

/** `250ms`, `30s`, `5m`, `1h`, `7d`, `2w`: milliseconds, or null. */
export function parseDurationMs(text: string): number | null {
  const match = /^(\d{1,9})(ms|s|m|h|d|w)$/.exec(text);
  if (match === null) return null;
  return Number(match[1]) * (UNITS[match[2] ?? ""] ?? 0);
}

/** The largest digits that are certainly seconds: 1e11 s is the year 5138, 1e11 ms is 1973. */
const SECONDS_BOUND = 100_000_000_000;

/** `Date.parse` takes 30 February for 2 March. */
function isOnADay(text: string): boolean {
  const day = /^\d{4}-\d{2}-\d{2}/.exec(text)?.[0];
  if (day === undefined) return false;
  const startMs = Date.parse(day);
  return !Number.isNaN(startMs) && new Date(startMs).toISOString().startsWith(day);
}

/** RFC 3339, epoch seconds or milliseconds, `now`, `now-1h`: epoch milliseconds, or `request.invalid`. */
export function parseInstant(text: string, nowMs: number): Result<number> {
  if (text === "now") return ok(nowMs);
  if (/^\d{1,16}(\.\d{1,9})?$/.test(text)) {
    const value = Number(text);
    return ok(Math.floor(value < SECONDS_BOUND ? value * SECOND_MS : value));
  }
  const relative = /^now([+-])(.+)$/.exec(text);
  if (relative !== null) {
    const duration = parseDurationMs(relative[2] ?? "");
    if (duration !== null) return ok(relative[1] === "-" ? nowMs - duration : nowMs + duration);
  }
  const parsed = isOnADay(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(parsed)) return ok(parsed);
  return failed(
    fault(
      "request.invalid",
      `\`${text.slice(0, 64)}\` is no instant: write RFC 3339, epoch seconds or milliseconds, or \`now-1h\``,
    ),
  );
}

/** `2026-11-23`: the UTC day an instant falls on. */
export function utcDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
