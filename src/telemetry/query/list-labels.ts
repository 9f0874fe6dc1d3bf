// Which labels the series of a range have, and which values: what a query editor offers.

import { z } from "zod";
import { type Fault, fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { NULL_CODE, type Table } from "../table.ts";
import type { MetricRun } from "./aggregate-metric.ts";
import type { Labels } from "./labels.ts";
import { planRead, type ReadSpec } from "./plan-read.ts";
import type { ScanStats } from "./query-sources.ts";
import { INSTANT, parseRange } from "./request-parts.ts";
import { dictOf, dictText, rowWindow } from "./row-window.ts";
import { type ScannedTable, scanPlan, timedOut } from "./scan-plan.ts";
import { seriesLabels } from "./series-book.ts";

/** The query string of GET /v1/labels and GET /v1/labels/{label}/values. */
export const LABEL_REQUEST = z.strictObject({
  from: INSTANT,
  to: INSTANT.default("now"),
  metric: z.string().min(1).max(1_024).optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(1_000),
});

export interface LabelRequest {
  readonly fromMs: number;
  readonly toMs: number;
  readonly metric: string | null;
  readonly limit: number;
}

export interface LabelReply {
  /** In order; at most `limit`. */
  readonly data: readonly string[];
  /** Are there more than the limit shows? */
  readonly is_truncated: boolean;
  readonly stats: ScanStats;
  readonly row_filter_applied: boolean;
}

export function readLabelRequest(query: z.infer<typeof LABEL_REQUEST>, nowMs: number): Result<LabelRequest> {
  const range = parseRange(query.from, query.to, nowMs);
  return range.ok ? ok({ ...range.value, metric: query.metric ?? null, limit: query.limit }) : range;
}

/** LIMIT: series looked at; about 200 bytes each. */
const MOST_SERIES = 500_000;
const COLUMNS = ["metric", "series", "attributes", "resource", "scope", "time", "seq"];

interface LabelRead {
  readonly request: LabelRequest;
  readonly seen: Set<string>;
  /** Takes the first row of a series. */
  meet(table: Table, row: number, metric: string): void;
}

function visitTable(scanned: ScannedTable, read: LabelRead): Fault | null {
  const { table } = scanned;
  const { fromMs, toMs, metric: wanted } = read.request;
  const window = rowWindow(scanned, { baseMs: fromMs, fromMs, toMs });
  const series = dictOf(table, "series");
  const metric = dictOf(table, "metric");
  const isDone = Uint8Array.from(series.values, (id) => (read.seen.has(id) ? 1 : 0));
  for (let row = 0; row < table.rows; row++) {
    const code = series.codes[row] as number;
    if (code === NULL_CODE || isDone[code] === 1 || !window.has(row)) continue;
    isDone[code] = 1;
    const name = dictText(metric, row) ?? "";
    if (wanted !== null && name !== wanted) continue;
    read.seen.add(series.values[code] ?? "");
    read.meet(table, row, name);
  }
  return read.seen.size <= MOST_SERIES
    ? null
    : fault("query.result_too_large", "too many series: name a metric");
}

async function collect(
  request: LabelRequest,
  run: MetricRun,
  textsOf: (labels: Labels) => readonly string[],
): Promise<Result<LabelReply>> {
  const oneOf = request.metric === null ? {} : { metric: [request.metric] };
  const spec: ReadSpec = {
    signal: "metrics",
    fromMs: request.fromMs,
    toMs: request.toMs,
    columns: COLUMNS,
    oneOf,
  };
  const plan = await planRead(spec, run.sources, run);
  if (plan === null) return failed(timedOut());
  const found = new Set<string>();
  const meet: LabelRead["meet"] = (table, row, name) => {
    if (run.rowFilter !== undefined && !run.rowFilter(table, row)) return;
    for (const text of textsOf(seriesLabels(table, row, name))) found.add(text);
  };
  const read: LabelRead = { request, seen: new Set(), meet };
  const stop = await scanPlan(plan, { visit: (scanned) => visitTable(scanned, read) }, run);
  if (stop !== null) return failed(stop);
  const data = [...found].sort().slice(0, request.limit);
  return ok({
    data,
    is_truncated: found.size > data.length,
    stats: run.stats,
    row_filter_applied: run.rowFilter !== undefined,
  });
}

/** `__name__` is among them. */
export function listLabelNames(request: LabelRequest, run: MetricRun): Promise<Result<LabelReply>> {
  return collect(request, run, (labels) => Object.keys(labels));
}

/** The values of `__name__` are the metrics. */
export function listLabelValues(
  label: string,
  request: LabelRequest,
  run: MetricRun,
): Promise<Result<LabelReply>> {
  return collect(request, run, (labels) => (labels[label] === undefined ? [] : [labels[label]]));
}
