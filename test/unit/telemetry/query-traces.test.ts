// Traces by id and by search; label names and values; the Power BI shape.

import { expect, test } from "vitest";
import { findTrace } from "../../../src/telemetry/query/find-trace.ts";
import {
  LABEL_REQUEST,
  listLabelNames,
  listLabelValues,
  readLabelRequest,
} from "../../../src/telemetry/query/list-labels.ts";
import { powerBiReply } from "../../../src/telemetry/query/power-bi.ts";
import { newStats } from "../../../src/telemetry/query/query-sources.ts";
import { searchTraces, type TraceSearchReply } from "../../../src/telemetry/query/search-traces.ts";
import { readTraceRequest, TRACE_REQUEST } from "../../../src/telemetry/query/trace-request.ts";
import { createWorld, type Sources, type World } from "./query-world.ts";
import { type Row, sampleMetrics, seriesId } from "./sample-tables.ts";

const START_MS = Date.UTC(2026, 10, 23, 10);
const RANGE = { fromMs: START_MS, toMs: START_MS + 3_600_000 };
const nanos = (ms: number): bigint => BigInt(START_MS + ms) * 1_000_000n;
const traceId = (index: number): string => index.toString(16).padStart(32, "0");

const span = (trace: number, id: string, more: Row = {}): Row => ({
  trace_id: traceId(trace),
  span_id: id,
  name: "GET /",
  kind: "server",
  service_name: "api",
  status_code: "unset",
  time: nanos(trace * 1e3),
  end_time: nanos(trace * 1e3 + 20),
  attributes: "{}",
  resource: "{}",
  scope: "{}",
  ...more,
});

async function search(sources: Sources, asked: object = {}): Promise<TraceSearchReply> {
  const body = { from: RANGE.fromMs, to: RANGE.toMs, ...asked };
  const request = readTraceRequest(TRACE_REQUEST.parse(body), START_MS);
  if (!request.ok) throw new Error(request.fault.code);
  const reply = await searchTraces(request.value, sources);
  if (!reply.ok) throw new Error(reply.fault.code);
  return reply.value;
}

const ids = (reply: TraceSearchReply): number[] =>
  reply.traces.map(({ trace_id }) => Number.parseInt(trace_id, 16));

test("a trace is all its spans, from blocks and fresh rows, a resent span once", async () => {
  const world = createWorld("traces");
  world.add([span(1, "root"), span(2, "other"), span(1, "child", { parent_span_id: "root", name: "old" })]);
  await world.flush();
  const events = '[{"name":"e"}]';
  world.add([span(1, "child", { parent_span_id: "root", name: "new", time: nanos(1_005), events })]);
  const found = await findTrace(traceId(1), RANGE, world.sources());
  const spans = found.ok ? found.value.spans : [];
  expect(spans.map(({ span_id, name }) => [span_id, name])).toEqual([
    ["root", "GET /"],
    ["child", "new"],
  ]);
  expect(spans[1]).toMatchObject({
    events: [{ name: "e" }],
    links: [],
    start_time_unix_nano: nanos(1_005).toString(),
  });
});

test("a trace that is not there has its own code", async () => {
  const found = await findTrace(traceId(9), RANGE, createWorld("traces").sources());
  expect(found.ok ? "ok" : found.fault.code).toBe("telemetry.trace_not_found");
});

test("a trace by id reads one row group of a large block", async () => {
  const world = createWorld("traces");
  world.add(Array.from({ length: 120_000 }, (_, index) => span(index % 3_000, `s${index}`)));
  await world.flush();
  const sources = world.sources();
  const found = await findTrace(traceId(700), RANGE, sources);
  expect([found.ok && found.value.spans.length, sources.stats.row_groups_read]).toEqual([40, 1]);
});

async function searchWorld(): Promise<World> {
  const world = createWorld("traces");
  world.add([
    span(1, "a", { attributes: '{"user":"ann"}' }),
    span(1, "b", {
      parent_span_id: "a",
      service_name: "db",
      name: "SELECT",
      time: nanos(1_005),
      end_time: nanos(3_000),
    }),
  ]);
  await world.flush();
  world.add([
    span(2, "a", { status_code: "error" }),
    span(3, "a", { name: "POST /", end_time: nanos(3_500) }),
  ]);
  return world;
}

test("traces are found by service, name, duration, status and attribute of one of their spans", async () => {
  const world = await searchWorld();
  const found = async (asked: object): Promise<number[]> => ids(await search(world.sources(), asked));
  expect(await found({})).toEqual([3, 2, 1]);
  expect(await found({ service: "db" })).toEqual([1]);
  expect(await found({ name: "POST /" })).toEqual([3]);
  expect(await found({ min_duration: "100ms" })).toEqual([3, 1]);
  expect(await found({ min_duration: 100, max_duration: "1s" })).toEqual([3]);
  expect(await found({ status: "error" })).toEqual([2]);
  expect(await found({ filters: [{ label: "user", op: "=", value: "ann" }] })).toEqual([1]);
  expect(await found({ service: "db", status: "error" })).toEqual([]);
});

test("a trace's summary names its root and counts spans and failures", async () => {
  const { traces } = await search((await searchWorld()).sources(), { service: "db" });
  expect(traces).toEqual([
    {
      trace_id: traceId(1),
      root_service: "api",
      root_name: "GET /",
      start_time_unix_nano: nanos(1e3).toString(),
      duration_ms: 2e3,
      span_count: 2,
      error_count: 0,
    },
  ]);
});

test("pages of traces follow one another", async () => {
  const world = createWorld("traces");
  world.add(Array.from({ length: 7 }, (_, index) => span(index, "a", { time: nanos(0) })));
  const seen: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await search(world.sources(), { limit: 3, ...(cursor === undefined ? {} : { cursor }) });
    seen.push(...ids(page));
    cursor = page.next_cursor;
  } while (cursor !== undefined);
  expect(seen).toEqual([6, 5, 4, 3, 2, 1, 0]);
});

test("label names and values come from the series of the range and metric", async () => {
  const world = createWorld("metrics");
  world.addTable(
    sampleMetrics({ rows: 400, metrics: 4, seriesPerMetric: 5, startMs: START_MS, stepMs: 1_000 }),
  );
  await world.flush();
  const read = readLabelRequest(
    LABEL_REQUEST.parse({ from: START_MS, to: START_MS + 1_000, metric: "metric_1" }),
    START_MS,
  );
  const request = read.ok ? read.value : { ...RANGE, metric: null, limit: 1 };
  const names = await listLabelNames(request, world.sources());
  expect(names.ok && names.value.data).toEqual(["__name__", "host", "service.name"]);
  const values = await listLabelValues("host", { ...request, limit: 2 }, world.sources());
  expect(values.ok && [values.value.data, values.value.is_truncated]).toEqual([["host-0", "host-1"], true]);
  const metrics = await listLabelValues("__name__", { ...request, metric: null }, world.sources());
  expect(metrics.ok && metrics.value.data).toEqual(["metric_0", "metric_1", "metric_2", "metric_3"]);
});

test("the Power BI shape has one record for each series", () => {
  const series = [{ labels: { host: seriesId(0) }, points: [[START_MS, 1.5] as const] }];
  const results = [{ name: "A", metric: "m", unit: "By", series }];
  expect(powerBiReply({ results, stats: newStats(), row_filter_applied: false })).toEqual({
    data: [
      {
        metric: "m",
        labels: { host: seriesId(0) },
        unit: "By",
        datapoints: [
          {
            timestamp: "2026-11-23T10:00:00.000Z",
            value: 1.5,
          },
        ],
      },
    ],
    next_cursor: null,
    row_filter_applied: false,
  });
});
