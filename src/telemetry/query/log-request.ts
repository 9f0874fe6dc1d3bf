// The body of POST /v1/logs/search: its shape and what it means.

import { z } from "zod";
import { parseCursor } from "../../kernel/cursor.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { compileFilters } from "./label-filter.ts";
import type { Labels } from "./labels.ts";
import { FILTERS, INSTANT, parseRange } from "./request-parts.ts";

export const LOG_REQUEST = z.strictObject({
  from: INSTANT,
  to: INSTANT.default("now"),
  /** On attributes, resource and scope, as for metrics; `service` is the quicker way to name a service. */
  filters: FILTERS,
  service: z.string().min(1).max(1_024).optional(),
  /** OpenTelemetry's severity number: 9 is INFO, 13 WARN, 17 ERROR. */
  severity_min: z.int().min(0).max(24).optional(),
  /** Part of the body, upper and lower case alike. */
  text: z.string().min(1).max(1_024).optional(),
  trace_id: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional(),
  order: z.enum(["desc", "asc"]).default("desc"),
  limit: z.int().min(1).max(5_000).default(100),
  cursor: z.string().max(2_048).optional(),
});

/** Where a row stands among all rows: time, then shard, batch and place within the batch. */
export interface LogPosition {
  readonly time: bigint;
  readonly shard: number;
  readonly seq: number;
  readonly ordinal: number;
}

export interface LogRequest {
  readonly fromMs: number;
  readonly toMs: number;
  readonly services: readonly string[] | null;
  readonly severityMin: number;
  readonly text: string | null;
  readonly traceId: string | null;
  readonly isNewestFirst: boolean;
  readonly limit: number;
  /** The last row of the page before. */
  readonly after: LogPosition | null;
  readonly hasFilters: boolean;
  matches(labels: Labels): boolean;
}

function parseAfter(cursor: string | undefined): Result<LogPosition | null> {
  if (cursor === undefined) return ok(null);
  const position = parseCursor(cursor, ["string", "number", "number", "number"]);
  if (!position.ok) return position;
  const [time, shard, seq, ordinal] = position.value as [string, number, number, number];
  if (!/^-?\d{1,19}$/.test(time)) return failed(fault("request.cursor_invalid"));
  return ok({ time: BigInt(time), shard, seq, ordinal });
}

/** `query.invalid`, `request.invalid` (an instant), `request.cursor_invalid`. */
export function readLogRequest(body: z.infer<typeof LOG_REQUEST>, nowMs: number): Result<LogRequest> {
  const range = parseRange(body.from, body.to, nowMs);
  if (!range.ok) return range;
  const matches = compileFilters(body.filters);
  if (!matches.ok) return matches;
  const after = parseAfter(body.cursor);
  if (!after.ok) return after;
  return ok({
    ...range.value,
    services: body.service === undefined ? null : [body.service],
    severityMin: body.severity_min ?? 0,
    text: body.text?.toLowerCase() ?? null,
    traceId: body.trace_id ?? null,
    isNewestFirst: body.order === "desc",
    limit: body.limit,
    after: after.value,
    hasFilters: body.filters.length > 0,
    matches: matches.value,
  });
}
