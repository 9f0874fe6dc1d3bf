// What a trace search asks for: its shape and what it means.

import { z } from "zod";
import { parseCursor } from "../../kernel/cursor.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { parseDurationMs } from "../../kernel/time.ts";
import { compileFilters } from "./label-filter.ts";
import type { Labels } from "./labels.ts";
import { FILTERS, INSTANT, parseRange } from "./request-parts.ts";

const DURATION = z.union([z.string().max(16), z.number().nonnegative()], {
  error: "a duration such as `250ms` or `5s`, or milliseconds",
});

export const TRACE_REQUEST = z.strictObject({
  from: INSTANT,
  to: INSTANT.default("now"),
  /** One span of the trace must meet all that follows. */
  service: z.string().min(1).max(1_024).optional(),
  name: z.string().min(1).max(1_024).optional(),
  /** Milliseconds, or `250ms`, `2s`. */
  min_duration: DURATION.optional(),
  max_duration: DURATION.optional(),
  status: z.enum(["unset", "ok", "error"]).optional(),
  filters: FILTERS,
  limit: z.int().min(1).max(1_000).default(50),
  cursor: z.string().max(2_048).optional(),
});

export interface TraceRequest {
  readonly fromMs: number;
  readonly toMs: number;
  readonly services: readonly string[] | null;
  readonly name: string | null;
  readonly status: string | null;
  readonly minDurationMs: number;
  readonly maxDurationMs: number;
  readonly limit: number;
  /** The last trace of the page before: the time of its newest matching span, and its id. */
  readonly after: { readonly time: bigint; readonly traceId: string } | null;
  readonly hasFilters: boolean;
  matches(labels: Labels): boolean;
}

function parseDuration(duration: string | number | undefined, otherwise: number): Result<number> {
  if (duration === undefined) return ok(otherwise);
  const ms = typeof duration === "number" ? duration : parseDurationMs(duration);
  return ms === null
    ? failed(fault("query.invalid", `\`${duration}\` is no duration: write \`250ms\` or milliseconds`))
    : ok(ms);
}

function parseAfter(cursor: string | undefined): Result<TraceRequest["after"]> {
  if (cursor === undefined) return ok(null);
  const position = parseCursor(cursor, ["string", "string"]);
  if (!position.ok) return position;
  const [time, traceId] = position.value as [string, string];
  return /^-?\d{1,19}$/.test(time)
    ? ok({ time: BigInt(time), traceId })
    : failed(fault("request.cursor_invalid"));
}

/** `query.invalid`, `request.invalid` (an instant), `request.cursor_invalid`. */
export function readTraceRequest(body: z.infer<typeof TRACE_REQUEST>, nowMs: number): Result<TraceRequest> {
  const range = parseRange(body.from, body.to, nowMs);
  if (!range.ok) return range;
  const least = parseDuration(body.min_duration, 0);
  if (!least.ok) return least;
  const most = parseDuration(body.max_duration, Number.POSITIVE_INFINITY);
  if (!most.ok) return most;
  const matches = compileFilters(body.filters);
  if (!matches.ok) return matches;
  const after = parseAfter(body.cursor);
  if (!after.ok) return after;
  return ok({
    ...range.value,
    services: body.service === undefined ? null : [body.service],
    name: body.name ?? null,
    status: body.status ?? null,
    minDurationMs: least.value,
    maxDurationMs: most.value,
    limit: body.limit,
    after: after.value,
    hasFilters: body.filters.length > 0,
    matches: matches.value,
  });
}
