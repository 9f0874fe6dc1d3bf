// Metric rows and questions for the tests of metric queries.

import { METRIC_REQUEST, readMetricRequest } from "../../../src/telemetry/query/metric-request.ts";
import type { MetricReply, ResultSeries } from "../../../src/telemetry/query/metric-result.ts";
import { runMetricRequest } from "../../../src/telemetry/query/run-metric-request.ts";
import { createWorld, type Sources } from "./query-world.ts";
import { type Row, seriesId } from "./sample-tables.ts";

export const START_MS = Date.UTC(2026, 10, 23, 22);
export const nanos = (ms: number): bigint => BigInt(START_MS + ms) * 1_000_000n;

interface Asked {
  readonly metric?: string;
  readonly aggregation: string;
  readonly minutes?: number;
  readonly interval?: string;
  readonly group_by?: readonly string[];
  readonly filters?: readonly object[];
  readonly limit?: number;
  readonly cursor?: string;
}

export async function ask(sources: Sources, asked: Asked): ReturnType<typeof runMetricRequest> {
  const {
    metric = "m",
    aggregation,
    minutes = 10,
    interval = "1m",
    group_by = [],
    filters = [],
    ...page
  } = asked;
  const queries = [{ name: "A", metric, aggregation, group_by, filters }];
  const body = { queries, from: START_MS, to: START_MS + minutes * 60_000, interval, ...page };
  const request = readMetricRequest(METRIC_REQUEST.parse(body), START_MS);
  return request.ok ? runMetricRequest(request.value, sources) : request;
}

export async function reply(sources: Sources, asked: Asked): Promise<MetricReply> {
  const answer = await ask(sources, asked);
  if (!answer.ok) throw new Error(`${answer.fault.code}: ${answer.fault.detail}`);
  return answer.value;
}

/** Minute and value of the only series; no series is no points. */
export async function points(sources: Sources, asked: Asked): Promise<(number | string)[][]> {
  const series = (await reply(sources, asked)).results[0]?.series as ResultSeries[];
  return (series[0]?.points ?? []).map(([time, value]) => [(time - START_MS) / 60_000, value]);
}

export const gauge = (seconds: number, value: number, more: Row = {}): Row => ({
  metric: "m",
  kind: "gauge",
  series: seriesId(0),
  attributes: "{}",
  resource: "{}",
  scope: "{}",
  time: nanos(seconds * 1e3),
  value,
  ...more,
});

export const counter = (seconds: number, value: number, more: Row = {}): Row =>
  gauge(seconds, value, { kind: "sum", temporality: "cumulative", is_monotonic: true, ...more });

export const delta = (seconds: number, value: number, more: Row = {}): Row =>
  counter(seconds, value, { temporality: "delta", ...more });

export function fresh(...rows: readonly Row[]): Sources {
  const world = createWorld("metrics");
  world.add(rows);
  return world.sources();
}
