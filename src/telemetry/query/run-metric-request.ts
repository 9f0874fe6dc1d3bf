// POST /v1/query: the queries of a request one after the other, and the page of series that the cursor asks for.

import { encodeCursor } from "../../kernel/cursor.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { type Aggregated, aggregateMetric, type MetricRun, sharedUnit } from "./aggregate-metric.ts";
import type { AGGREGATIONS } from "./aggregation-table.ts";
import type { MetricQuery, MetricRequest } from "./metric-request.ts";
import type { MetricReply, QueryResult, ResultSeries, ToldMetricReply } from "./metric-result.ts";
import { type RawSeries, readRawSamples } from "./raw-samples.ts";

type WindowedQuery = MetricQuery & { readonly aggregation: keyof typeof AGGREGATIONS };
type Found = Aggregated | { readonly unit: string | null; readonly series: readonly RawSeries[] };

const isRaw = (query: MetricQuery): boolean => query.aggregation === "raw" || query.aggregation === "none";

async function runQuery(query: MetricQuery, request: MetricRequest, run: MetricRun): Promise<Result<Found>> {
  if (!isRaw(query)) return aggregateMetric(query as WindowedQuery, request, run);
  const series = await readRawSamples(query, request, run);
  return series.ok ? ok({ unit: sharedUnit(series.value), series: series.value }) : series;
}

/** `query.timed_out`, `query.result_too_large`. A page holds `limit` series over all queries. */
export async function runMetricRequest(request: MetricRequest, run: MetricRun): Promise<Result<MetricReply>> {
  const results: QueryResult<ResultSeries | RawSeries>[] = [];
  let room = request.limit;
  let next: string | null = null;
  for (const [index, query] of request.queries.entries()) {
    if (index < request.start.query || next !== null) continue;
    const found = await runQuery(query, request, run);
    if (!found.ok) return found;
    const place = index === request.start.query ? request.start.place : 0;
    const { unit, series } = found.value;
    const page = series.slice(place, place + room);
    room -= page.length;
    results.push({ name: query.name, metric: query.metric, unit, series: page });
    if (place + page.length < series.length) next = encodeCursor([index, place + page.length]);
    else if (room === 0 && index + 1 < request.queries.length) next = encodeCursor([index + 1, 0]);
  }
  const isFiltered = run.rowFilter !== undefined;
  const base = { results, stats: run.stats, row_filter_applied: isFiltered };
  return ok(next === null ? base : { ...base, next_cursor: next });
}

/** The same reply as lines: one for each series with its query's name, the last with the statistics. */
export function* metricReplyLines(reply: ToldMetricReply): Generator {
  for (const { name, metric, series } of reply.results) {
    for (const one of series as readonly object[]) yield { query: name, metric, ...one };
  }
  const { results: _, ...rest } = reply;
  yield rest;
}
