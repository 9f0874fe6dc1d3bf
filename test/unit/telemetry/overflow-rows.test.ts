// Rows whose label value overflows: the value goes, the totals stay.

import { expect, it } from "vitest";
import { addDistributions } from "../../../src/telemetry/cardinality/add-distributions.ts";
import { freshSeries } from "../../../src/telemetry/cardinality/fresh-series.ts";
import { overflowRows } from "../../../src/telemetry/cardinality/overflow-rows.ts";
import { SeenCache } from "../../../src/telemetry/cardinality/seen-cache.ts";
import { seriesLabels } from "../../../src/telemetry/cardinality/series-labels.ts";
import { decodeOtlp } from "../../../src/telemetry/otlp/decode.ts";
import type { Table } from "../../../src/telemetry/table.ts";
import { utf8 } from "../../../src/kernel/bytes.ts";
import { LIMITS, NOW_NANOS, rowsOf } from "../../support/ingest.ts";

interface Point {
  readonly user: string;
  readonly route?: string;
  readonly fields: object;
}

function tableOf(metric: (dataPoints: object[]) => object, points: readonly Point[]): Table {
  const dataPoints = points.map(({ user, route = "/a", fields }) => ({
    timeUnixNano: NOW_NANOS,
    startTimeUnixNano: NOW_NANOS,
    attributes: [
      { key: "user", value: { stringValue: user } },
      { key: "route", value: { stringValue: route } },
    ],
    ...fields,
  }));
  const resource = { attributes: [{ key: "service.name", value: { stringValue: "shop" } }] };
  const scopeMetrics = [{ scope: { name: "s" }, metrics: [{ name: "m", unit: "1", ...metric(dataPoints) }] }];
  const bytes = utf8(JSON.stringify({ resourceMetrics: [{ resource, scopeMetrics }] }));
  const intake = decodeOtlp({ signal: "metrics", encoding: "json", bytes }, LIMITS);
  if (!intake.ok) throw new Error(intake.fault.detail);
  return intake.value.table;
}

/** All users but `a` overflow. */
function overflowOthers(table: Table): Table {
  const overflows = freshSeries(table, new SeenCache()).flatMap(({ code, row }) => {
    const { metric, labels } = seriesLabels(table, row);
    const isKept = labels.some(([name, value]) => name === "user" && value === "a");
    return isKept ? [] : [{ code, row, metric, labels: ["user"] }];
  });
  return overflowRows(table, overflows);
}

const sum = (dataPoints: object[]) => ({ sum: { dataPoints, aggregationTemporality: 2, isMonotonic: true } });
const users = ["a", "b", "c", "d"];

it("a value past its cap becomes `__overflow__`, the series is marked, and sums of one instant add up", () => {
  const table = tableOf(
    sum,
    users.map((user, i) => ({ user, fields: { asDouble: 2 ** i } })),
  );
  const before = rowsOf(table);
  const after = rowsOf(overflowOthers(table));
  expect(after.map(({ attributes, value }) => [attributes, value])).toEqual([
    ['{"route":"/a","user":"a"}', 1],
    ['{"otel.metric.overflow":true,"route":"/a","user":"__overflow__"}', 14],
  ]);
  expect(after[0]).toEqual(before[0]);
  expect(rowsOf(table)).toEqual(before);
});

it("the overflow series is the one that a sender would make who sent these attributes", () => {
  const table = tableOf(sum, [{ user: "b", fields: { asDouble: 1 } }]);
  const overflowed = overflowOthers(table);
  const again = tableOf(sum, [{ user: "__overflow__", fields: { asDouble: 1 } }]);
  const marked = overflowRows(
    again,
    freshSeries(again, new SeenCache()).map(({ code, row }) => ({
      code,
      row,
      metric: "m",
      labels: ["user"],
    })),
  );
  expect(rowsOf(overflowed)[0]?.series).toBe(rowsOf(marked)[0]?.series);
  expect(rowsOf(overflowed)[0]?.series).not.toBe(rowsOf(table)[0]?.series);
});

it("other labels stay apart", () => {
  const table = tableOf(
    sum,
    ["/a", "/b"].flatMap((route) => users.map((user) => ({ user, route, fields: { asInt: "5" } }))),
  );
  const after = rowsOf(overflowOthers(table));
  expect(after.map((row) => row.value)).toEqual([5, 15, 5, 15]);
  expect(new Set(after.map((row) => row.series)).size).toBe(4);
});

it("histograms of the same bounds add up; of gauges the last stays", () => {
  const histogram = (dataPoints: object[]) => ({ histogram: { dataPoints, aggregationTemporality: 1 } });
  const fields = {
    count: "3",
    sum: 6,
    min: 1,
    max: 3,
    explicitBounds: [1, 2],
    bucketCounts: ["1", "1", "1"],
  };
  const points = users.map((user, i) => ({ user, fields: { ...fields, max: 3 + i } }));
  const joined = rowsOf(overflowOthers(tableOf(histogram, points))).at(-1);
  expect(joined).toMatchObject({ count: 9n, sum: 18, min: 1, max: 6 });
  expect(joined?.distribution).toBe('{"bounds":[1,2],"counts":[3,3,3]}');
  const gauge = (dataPoints: object[]) => ({ gauge: { dataPoints } });
  const last = users.map((user, i) => ({ user, fields: { asDouble: i } }));
  expect(rowsOf(overflowOthers(tableOf(gauge, last))).map((row) => row.value)).toEqual([0, 3]);
});

it("exponential buckets are added at the coarser scale", () => {
  const side = (offset: number, counts: number[]) => ({ offset, counts });
  const left = {
    scale: 1,
    zero_count: 1,
    zero_threshold: 0,
    positive: side(2, [1, 1]),
    negative: side(0, []),
  };
  const right = {
    scale: 0,
    zero_count: 2,
    zero_threshold: 0.5,
    positive: side(0, [4]),
    negative: side(0, [1]),
  };
  expect(JSON.parse(addDistributions(JSON.stringify(left), JSON.stringify(right)) ?? "")).toEqual({
    scale: 0,
    zero_count: 3,
    zero_threshold: 0.5,
    positive: side(0, [4, 2]),
    negative: side(0, [1]),
  });
});

it("what cannot be added is not", () => {
  expect(addDistributions('{"bounds":[1],"counts":[1,1]}', '{"bounds":[2],"counts":[1,1]}')).toBe(null);
  expect(addDistributions('{"quantiles":[]}', '{"quantiles":[]}')).toBe(null);
});
