// The body of POST /v1/query: its shape, and the instants, interval and filters that it means.
//
// LIMIT: 20 queries; 11,000 windows in a range (a sample every 30 s for almost four days), 300 when no interval is given.

import { z } from "zod";
import { parseCursor } from "../../kernel/cursor.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { parseDurationMs } from "../../kernel/time.ts";
import { compileFilters } from "./label-filter.ts";
import type { Labels } from "./labels.ts";
import { FILTERS, INSTANT, parseRange } from "./request-parts.ts";

const MOST_WINDOWS = 11_000;
const WINDOWS_WITHOUT_INTERVAL = 300;

const AGGREGATION = z.enum([
  ...(["avg", "min", "max", "sum", "count", "last"] as const),
  ...(["rate", "increase", "p50", "p90", "p95", "p99", "raw", "none"] as const),
]);
export type Aggregation = z.infer<typeof AGGREGATION>;

const QUERY = z.strictObject({
  name: z.string().min(1).max(64),
  metric: z.string().min(1).max(1_024),
  filters: FILTERS,
  /** `*` groups by all labels: one result series for each stored one. */
  group_by: z.array(z.string().min(1).max(1_024)).max(20).default([]),
  aggregation: AGGREGATION.default("avg"),
});

export const METRIC_REQUEST = z.strictObject({
  queries: z.array(QUERY).min(1).max(20),
  from: INSTANT,
  to: INSTANT.default("now"),
  interval: z
    .union([z.string().max(16), z.int().positive()], { error: "a duration such as `5m`, or milliseconds" })
    .optional(),
  /** Result series (raw: samples) in a page. */
  limit: z.int().min(1).max(10_000).default(1_000),
  cursor: z.string().max(2_048).optional(),
});

export interface MetricQuery {
  readonly name: string;
  readonly metric: string;
  readonly groupBy: readonly string[];
  readonly aggregation: Aggregation;
  matches(labels: Labels): boolean;
}

export interface MetricRequest {
  readonly queries: readonly MetricQuery[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly intervalMs: number;
  readonly limit: number;
  /** Where the page starts: query, and place among its series. */
  readonly start: { readonly query: number; readonly place: number };
}

const SECOND_STEPS_MS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 21_600, 86_400,
].map((s) => s * 1_000);

/** The smallest round interval that gives at most 300 windows. */
function defaultIntervalMs(rangeMs: number): number {
  const wanted = rangeMs / WINDOWS_WITHOUT_INTERVAL;
  return SECOND_STEPS_MS.find((step) => step >= wanted) ?? Math.ceil(wanted / 86_400_000) * 86_400_000;
}

function parseInterval(interval: string | number | undefined, rangeMs: number): Result<number> {
  const ms =
    typeof interval === "string" ? parseDurationMs(interval) : (interval ?? defaultIntervalMs(rangeMs));
  if (ms === null || ms <= 0)
    return failed(fault("query.invalid", "`interval` is a duration such as `30s`, or milliseconds"));
  if (rangeMs / ms <= MOST_WINDOWS) return ok(ms);
  return failed(
    fault("query.invalid", `the range has more than ${MOST_WINDOWS} intervals: ask for a longer interval`),
  );
}

function parseQueries(queries: readonly z.infer<typeof QUERY>[]): Result<MetricQuery[]> {
  const parsed: MetricQuery[] = [];
  for (const { name, metric, filters, group_by: groupBy, aggregation } of queries) {
    const matches = compileFilters(filters);
    if (!matches.ok) return matches;
    if (parsed.some((other) => other.name === name))
      return failed(fault("query.invalid", `two queries are named \`${name}\``));
    parsed.push({ name, metric, groupBy, aggregation, matches: matches.value });
  }
  return ok(parsed);
}

function parseStart(cursor: string | undefined): Result<MetricRequest["start"]> {
  if (cursor === undefined) return ok({ query: 0, place: 0 });
  const position = parseCursor(cursor, ["number", "number"]);
  if (!position.ok) return position;
  const [query = 0, place = 0] = position.value as number[];
  return ok({ query, place });
}

/** `query.invalid`, `request.invalid` (an instant), `request.cursor_invalid`. */
export function readMetricRequest(
  body: z.infer<typeof METRIC_REQUEST>,
  nowMs: number,
): Result<MetricRequest> {
  const range = parseRange(body.from, body.to, nowMs);
  if (!range.ok) return range;
  const { fromMs, toMs } = range.value;
  const intervalMs = parseInterval(body.interval, toMs - fromMs);
  if (!intervalMs.ok) return intervalMs;
  const queries = parseQueries(body.queries);
  if (!queries.ok) return queries;
  const start = parseStart(body.cursor);
  if (!start.ok) return start;
  return ok({
    queries: queries.value,
    fromMs,
    toMs,
    intervalMs: intervalMs.value,
    limit: body.limit,
    start: start.value,
  });
}
