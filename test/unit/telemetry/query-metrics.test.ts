// Metric queries: what each aggregation means, and what goes wrong by its code.

import { expect, test } from "vitest";
import { openRowCheck } from "../../../src/telemetry/policy-labels.ts";
import { wordsOf } from "../../../src/telemetry/block/words.ts";
import type { MetricReply, ResultSeries } from "../../../src/telemetry/query/metric-result.ts";
import type { RawSeries } from "../../../src/telemetry/query/raw-samples.ts";
import { metricReplyLines } from "../../../src/telemetry/query/run-metric-request.ts";
import { labelIs } from "../../support/policy-requests.ts";
import { ask, counter, delta, fresh, gauge, nanos, points, reply, START_MS } from "./metric-world.ts";
import { createWorld, NO_LIMITS } from "./query-world.ts";
import { type Row, sampleMetrics, seeded, seriesId, tableOf } from "./sample-tables.ts";

test("gauges: mean, least, greatest, number and last of the samples in a window", async () => {
  const world = fresh(gauge(0, 4), gauge(30, 8), gauge(59, 3), gauge(120, 10));
  expect(await points(world, { aggregation: "avg" })).toEqual([
    [0, 5],
    [2, 10],
  ]);
  expect(await points(world, { aggregation: "min" })).toEqual([
    [0, 3],
    [2, 10],
  ]);
  expect(await points(world, { aggregation: "max" })).toEqual([
    [0, 8],
    [2, 10],
  ]);
  expect(await points(world, { aggregation: "count" })).toEqual([
    [0, 3],
    [2, 1],
  ]);
  expect(await points(world, { aggregation: "last" })).toEqual([
    [0, 3],
    [2, 10],
  ]);
  expect(await points(world, { aggregation: "p50" })).toEqual([
    [0, 4],
    [2, 10],
  ]);
});

test("sum adds the last value of each series for gauges and every value for delta sums", async () => {
  const other = { series: seriesId(1), attributes: '{"host":"b"}' };
  expect(await points(fresh(gauge(0, 4), gauge(30, 8), gauge(40, 2, other)), { aggregation: "sum" })).toEqual(
    [[0, 10]],
  );
  expect(await points(fresh(delta(0, 4), delta(30, 8), delta(40, 2, other)), { aggregation: "sum" })).toEqual(
    [[0, 14]],
  );
});

test("an increase survives a counter reset and counts in the window of its sample", async () => {
  const world = fresh(counter(-30, 100), counter(10, 130), counter(40, 5), counter(70, 6));
  expect(await points(world, { aggregation: "increase" })).toEqual([
    [0, 35],
    [1, 1],
  ]);
});

test("a rate is the speed over the part of a window that samples cover, whatever their distance", async () => {
  const rate = { aggregation: "rate" };
  // 90 in every 30 seconds: 3 a second, in windows of 60 and of 10 seconds alike.
  const steady = fresh(counter(-30, 0), counter(0, 90), counter(30, 180), counter(60, 270), counter(90, 360));
  expect(await points(steady, rate)).toEqual([
    [0, 3],
    [1, 3],
  ]);
  const fine = (await reply(steady, { ...rate, interval: "10s" })).results[0]?.series[0] as ResultSeries;
  expect(fine.points.map(([, value]) => value)).toEqual(Array.from({ length: 9 }, () => 3));
  // 30 in 40 seconds, 5 after a reset, then 1 in 30 seconds: each window has its share of each.
  const reset = await points(
    fresh(counter(-30, 100), counter(10, 130), counter(40, 5), counter(70, 6)),
    rate,
  );
  expect(reset[0]?.[1]).toBeCloseTo((7.5 + 5 + 2 / 3) / 60, 9);
  expect(reset[1]?.[1]).toBeCloseTo(1 / 30, 9);
  const deltas = await points(fresh(delta(5, 6, { start_time: nanos(0) }), delta(15, 6)), rate);
  expect(deltas).toEqual([[0, 12 / 15]]);
});

test("a first sample counts in full when its start time is near, and not at all without one", async () => {
  const start = { start_time: nanos(-10_000) };
  expect(
    await points(fresh(counter(10, 7, start), counter(20, 9, start)), { aggregation: "increase" }),
  ).toEqual([[0, 9]]);
  expect(await points(fresh(counter(10, 7), counter(20, 9)), { aggregation: "increase" })).toEqual([[0, 2]]);
});

test("a start time past the sample before is a reset even when the value is higher", async () => {
  const world = fresh(
    counter(10, 7, { start_time: nanos(0) }),
    counter(40, 9, { start_time: nanos(30_000) }),
  );
  expect(await points(world, { aggregation: "increase" })).toEqual([[0, 16]]);
});

test("a stale marker ends a series and is not a value", async () => {
  const rows = [counter(0, 5), counter(10, 0), counter(20, 9)];
  const table = tableOf("metrics", rows);
  const value = table.columns["value"];
  if (value?.kind !== "f64") throw new TypeError("value is a double");
  wordsOf(value.values).set([2, 0x7ff0_0000], 2);
  const world = createWorld("metrics");
  world.addTable(table);
  await world.flush();
  expect(await points(world.sources(), { aggregation: "count" })).toEqual([[0, 2]]);
  expect(await points(world.sources(), { aggregation: "increase" })).toEqual([]);
});

const histogram = (seconds: number, counts: readonly number[], more: Row = {}): Row => ({
  ...gauge(seconds, 0, {
    kind: "histogram",
    temporality: "cumulative",
    value: null,
  }),
  count: BigInt(counts.reduce((a, b) => a + b, 0)),
  sum: counts.reduce((a, b) => a + b, 0) * 2,
  distribution: JSON.stringify({
    bounds: [1, 2, 4],
    counts,
  }),
  ...more,
});

test("quantiles of explicit histograms interpolate, cumulative ones by what was added", async () => {
  const world = fresh(histogram(-10, [100, 0, 0, 0]), histogram(10, [100, 10, 10, 0]));
  expect(await points(world, { aggregation: "p50" })).toEqual([[0, 2]]);
  expect(await points(world, { aggregation: "p90" })).toEqual([[0, 2 + (8 / 10) * 2]]);
  expect(await points(world, { aggregation: "count" })).toEqual([[0, 20]]);
  expect(await points(world, { aggregation: "avg" })).toEqual([[0, 2]]);
  expect(await points(world, { aggregation: "increase" })).toEqual([[0, 20]]);
  const each = { temporality: "delta" };
  expect(await points(fresh(histogram(0, [0, 0, 0, 4], each)), { aggregation: "p99" })).toEqual([[0, 4]]);
});

test("quantiles of exponential histograms lie within a bucket of the exact ones, across scales", async () => {
  const seed = Date.now() % 1_000_000;
  console.log(`seed ${seed}`);
  const random = seeded(seed);
  const values = Array.from({ length: 4_000 }, () => Math.exp(random() * 6));
  const rows = [3, 4].map((scale, half): Row => {
    const mine = values.filter((_, index) => index % 2 === half);
    const indexes = mine.map((value) => Math.ceil(Math.log2(value) * 2 ** scale) - 1);
    const counts = new Array<number>(Math.max(...indexes) + 1).fill(0);
    for (const index of indexes) if (index >= 0) counts[index] = (counts[index] ?? 0) + 1;
    const positive = { offset: 0, counts };
    const distribution = {
      scale,
      zero_count: 0,
      zero_threshold: 0,
      positive,
      negative: { offset: 0, counts: [] },
    };
    const more = { kind: "exponential_histogram", temporality: "delta", series: seriesId(half) };
    return histogram(half, [mine.length], { ...more, distribution: JSON.stringify(distribution) });
  });
  const sorted = values.toSorted((a, b) => a - b);
  for (const [aggregation, q] of [
    ["p50", 0.5],
    ["p90", 0.9],
    ["p99", 0.99],
  ] as const) {
    const [first] = await points(fresh(...rows), { aggregation });
    const got = first?.[1];
    const exact = sorted[Math.floor(q * sorted.length)] ?? 0;
    expect(Math.abs(Number(got) / exact - 1), `seed ${seed} ${aggregation}`).toBeLessThan(2 ** (1 / 8) - 1);
  }
});

test("grouping keeps the wanted labels and filters choose by label, resource and scope", async () => {
  const host = (name: string, env: string, value: number): Row =>
    gauge(1, value, {
      series: seriesId(value),
      attributes: `{"host":"${name}","deep":{"a":[1,true]}}`,
      resource: `{"env":"${env}","host":"shadowed"}`,
      scope: '{"name":"lib","version":"1"}',
    });
  const world = fresh(host("a", "prod", 1), host("b", "prod", 2), host("c", "test", 4));
  const grouped = (await reply(world, { aggregation: "sum", group_by: ["env"] })).results[0]
    ?.series as ResultSeries[];
  expect(grouped.map(({ labels, points: [point] }) => [labels, point?.[1]])).toEqual([
    [{ env: "prod" }, 3],
    [{ env: "test" }, 4],
  ]);
  const sumWhere = async (...filters: object[]): Promise<unknown> =>
    (await points(world, { aggregation: "sum", filters }))[0]?.[1];
  expect(await sumWhere({ label: "host", op: "=", value: "a" })).toBe(1);
  expect(await sumWhere({ label: "host", op: "!=", value: "a" })).toBe(6);
  expect(await sumWhere({ label: "host", op: "=~", value: "a|b" })).toBe(3);
  expect(await sumWhere({ label: "host", op: "!~", value: "[a-b]" })).toBe(4);
  expect(await sumWhere({ label: "host", op: "in", values: ["b", "c"] })).toBe(6);
  expect(await sumWhere({ label: "env", op: "not_in", values: ["prod"] })).toBe(4);
  expect(
    await sumWhere(
      { label: "otel_scope_name", op: "=", value: "lib" },
      { label: "absent", op: "=", value: "" },
    ),
  ).toBe(7);
  expect(await sumWhere({ label: "deep", op: "=", value: '{"a":[1,true]}' })).toBe(7);
  const all = (await reply(world, { aggregation: "last", group_by: ["*"] })).results[0]
    ?.series as ResultSeries[];
  expect(all[0]?.labels).toMatchObject({ __name__: "m", host: "a", env: "prod" });
});

test("a row filter leaves series out of every aggregation and of raw samples", async () => {
  const world = fresh(
    gauge(1, 1, { attributes: '{"team":"a"}' }),
    gauge(1, 2, { series: seriesId(1), attributes: '{"team":"b"}' }),
  );
  const filtered = {
    ...world,
    rowFilter: openRowCheck(labelIs("team", "a")),
  };
  expect(await points(filtered, { aggregation: "sum" })).toEqual([[0, 1]]);
  const raw = await reply(filtered, { aggregation: "raw" });
  expect([raw.results[0]?.series.length, raw.row_filter_applied]).toEqual([1, true]);
});

test("raw samples come back with every digit, histograms and exemplars too", async () => {
  const big = 9_007_199_254_740_993n;
  const exemplars = JSON.stringify([{ timeUnixNano: "1", asDouble: 2 }]);
  const world = fresh(
    counter(1, Number(big), { value_int: big, start_time: nanos(0), unit: "By" }),
    histogram(2, [1, 2, 3, 4], { series: seriesId(1), exemplars, min: 0.5, max: 9 }),
    gauge(3, Number.POSITIVE_INFINITY, { series: seriesId(2) }),
  );
  const series = (await reply(world, { aggregation: "raw" })).results[0]?.series as RawSeries[];
  expect(series[0]).toMatchObject({ kind: "sum", unit: "By", temporality: "cumulative", is_monotonic: true });
  expect(series.map(({ points: [point] }) => point)).toEqual([
    {
      time_unix_nano: nanos(1_000).toString(),
      start_time_unix_nano: nanos(0).toString(),
      value: big.toString(),
    },
    {
      time_unix_nano: nanos(2e3).toString(),
      count: "10",
      sum: 20,
      min: 0.5,
      max: 9,
      distribution: {
        bounds: [1, 2, 4],
        counts: [1, 2, 3, 4],
      },
      exemplars: JSON.parse(exemplars) as unknown,
    },
    { time_unix_nano: nanos(3_000).toString(), value: "Infinity" },
  ]);
});

test("pages of series follow one another and lose none", async () => {
  const rows = Array.from({ length: 7 }, (_, index) =>
    gauge(1, index, { series: seriesId(index), attributes: `{"i":"${index}"}` }),
  );
  const world = fresh(...rows);
  const seen: unknown[] = [];
  let cursor: string | undefined;
  do {
    const page: MetricReply = await reply(world, {
      aggregation: "last",
      group_by: ["i"],
      limit: 3,
      ...(cursor === undefined ? {} : { cursor }),
    });
    const series = page.results[0]?.series as ResultSeries[];
    seen.push(...series.map(({ labels }) => labels["i"]));
    cursor = page.next_cursor;
  } while (cursor !== undefined);
  expect(seen).toEqual(["0", "1", "2", "3", "4", "5", "6"]);
  const lines = [...metricReplyLines(await reply(world, { aggregation: "last", group_by: ["i"] }))];
  expect([lines.length, lines[0]]).toMatchObject([8, { query: "A", metric: "m", labels: { i: "0" } }]);
});

test("a query past its time or its size fails with its code and gives nothing", async () => {
  const world = createWorld("metrics");
  world.addTable(
    sampleMetrics({ rows: 5_000, metrics: 1, seriesPerMetric: 50, startMs: START_MS, stepMs: 1_000 }),
  );
  await world.flush();
  const asked = { metric: "metric_0", aggregation: "last", group_by: ["*"] };
  const code = async (limits: object): Promise<unknown> => {
    const answer = await ask({ ...world.sources(), limits: { ...NO_LIMITS, ...limits } }, asked);
    return answer.ok ? "ok" : answer.fault.code;
  };
  expect(await code({})).toBe("ok");
  expect(await code({ isOver: () => true })).toBe("query.timed_out");
  expect(await code({ maxResultBytes: 100 })).toBe("query.result_too_large");
  expect(await code({ maxSeries: 49 })).toBe("query.result_too_large");
  expect(await code({ maxRowsHeld: 100 })).toBe("query.result_too_large");
});
