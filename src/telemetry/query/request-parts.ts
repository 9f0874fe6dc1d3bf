// What the bodies of all queries have in common: instants, ranges and filters.

import { z } from "zod";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { parseInstant } from "../../kernel/time.ts";

/** RFC 3339, epoch seconds or milliseconds, `now`, `now-1h`. */
export const INSTANT = z.union([z.string().min(1).max(64), z.number().nonnegative()], {
  error: "an instant: RFC 3339, `now`, `now-6h`, or seconds or milliseconds since 1970",
});
export type Instant = z.infer<typeof INSTANT>;

const TEXT = z.string().max(1_024);

export const FILTERS = z
  .array(
    z.strictObject({
      label: z.string().min(1).max(1_024),
      op: z.enum(["=", "!=", "=~", "!~", "in", "not_in"]).default("="),
      value: TEXT.optional(),
      values: z.array(TEXT).min(1).max(100).optional(),
    }),
  )
  .max(20)
  .default([]);

/** LIMIT: stored instants are 64-bit nanoseconds: the years 1678 to 2261. */
const MOST_MS = 9_200_000_000_000;

export interface RangeMs {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Half-open and not empty; `request.invalid` for an instant, `query.invalid` for a range the wrong way round. */
export function parseRange(from: Instant, to: Instant, nowMs: number): Result<RangeMs> {
  const start = parseInstant(String(from), nowMs);
  if (!start.ok) return start;
  const end = parseInstant(String(to), nowMs);
  if (!end.ok) return end;
  if (start.value >= end.value) return failed(fault("query.invalid", "`from` must lie before `to`"));
  if (Math.abs(start.value) > MOST_MS || Math.abs(end.value) > MOST_MS) {
    return failed(fault("query.invalid", "instants lie between the years 1678 and 2261"));
  }
  return ok({ fromMs: start.value, toMs: end.value });
}
