// The range of a question about usage: whole hours, half-open, at most as long as usage is kept.

import { z } from "zod";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { DAY_MS, HOUR_MS, parseInstant } from "../../kernel/time.ts";

export const rangeFields = {
  /** RFC 3339, epoch seconds or milliseconds, `now`, `now-30d`. */
  from: z.string().min(1).max(64).default("now-30d"),
  to: z.string().min(1).max(64).default("now"),
} as const;

/** LIMIT: days of one question. */
const MOST_DAYS = 400;

interface Told {
  readonly from: string;
  readonly to: string;
}

export interface HourRange {
  /** Hours since 1970: the one in which the range begins, and the one after that in which it ends. */
  readonly fromHour: number;
  readonly toHour: number;
}

export function invalidAt(name: keyof Told, message: string): Result<never> {
  const pointer = `query/${name}`;
  return failed(fault("request.invalid", `${pointer}: ${message}`, [{ pointer, message }]));
}

/** As the one of these names: which of two was no instant is told. */
export function instantAt(name: keyof Told, text: string, nowMs: number): Result<number> {
  const parsed = parseInstant(text, nowMs);
  return parsed.ok ? parsed : invalidAt(name, parsed.fault.detail ?? "no instant");
}

/** `request.invalid` for no instant, an empty range or one too long. */
export function parseUsageRange({ from, to }: Told, nowMs: number): Result<HourRange> {
  const start = instantAt("from", from, nowMs);
  if (!start.ok) return start;
  const end = instantAt("to", to, nowMs);
  if (!end.ok) return end;
  if (start.value >= end.value) return invalidAt("from", "lies before `to`");
  if (end.value - start.value > MOST_DAYS * DAY_MS)
    return invalidAt("from", `a range has at most ${MOST_DAYS} days`);
  if (start.value < 0) return invalidAt("from", "usage begins with 1970");
  return ok({ fromHour: Math.floor(start.value / HOUR_MS), toHour: Math.ceil(end.value / HOUR_MS) });
}

/** As the answer tells it. */
export function toldRange({ fromHour, toHour }: HourRange): Told {
  return { from: new Date(fromHour * HOUR_MS).toISOString(), to: new Date(toHour * HOUR_MS).toISOString() };
}
