// The metrics SDK of OpenTelemetry JS: all instruments, both temporalities, both encodings. What its exporter was handed is
// compared point by point with what the query API gives back.

import { ValueType } from "@opentelemetry/api";
import {
  AggregationTemporality,
  AggregationType,
  DataPointType,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import type {
  DataPoint,
  ExponentialHistogram,
  Histogram,
  MetricData,
  ResourceMetrics,
} from "@opentelemetry/sdk-metrics";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { rawSeries, rawValues } from "../../support/node/ask.ts";
import { inOrder, labelTexts, nanos, type Encoding } from "../../support/node/sent-values.ts";
import { metricExporter, RESOURCE, WAYS, type Target } from "./exporters.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());

const ATTRIBUTES = {
  route: "/buy",
  status: 200,
  ratio: 0.5,
  cached: false,
  tags: ["a", "b"],
  sizes: [1, 2.5],
  name: "é語🦊",
};
const HARD_DOUBLES = [0, 0.1 + 0.2, 5e-324, 1.7976931348623157e308, -1e-7];

/** Every instrument, over three collections. */
async function recordAll(provider: MeterProvider, round: number): Promise<void> {
  const meter = provider.getMeter("shop", "1.0.0", { schemaUrl: "https://opentelemetry.io/schemas/1.30.0" });
  const whole = { valueType: ValueType.INT };
  const requests = meter.createCounter("requests", { ...whole, unit: "1", description: "Requests served" });
  for (let at = 0; at < 20; at++) requests.add(at + round, { ...ATTRIBUTES, instance: at % 5 });
  meter.createCounter("bytes.total", { unit: "By" }).add(0.1 * (round + 1), ATTRIBUTES);
  const queue = meter.createUpDownCounter("queue.length", whole);
  queue.add(-7 * round - 3);
  const duration = meter.createHistogram("duration", { unit: "ms", description: "é" });
  const narrow = meter.createHistogram("narrow", { advice: { explicitBucketBoundaries: [-1, 0, 0.5] } });
  const spread = meter.createHistogram("spread");
  for (let at = 0; at < 60; at++) {
    duration.record(1.7 ** (at % 19) + round, { route: "/buy" });
    narrow.record(Math.sin(at), ATTRIBUTES);
    spread.record((at % 3 === 0 ? 0 : (-1) ** at) * 1.3 ** at);
  }
  const gauge = meter.createGauge("temperature");
  for (const [at, value] of HARD_DOUBLES.entries())
    gauge.record(value + (value === 0 ? round : 0), { sensor: String(at) });
  meter.createGauge("disk.size", whole).record(2 ** 60);
  await provider.forceFlush();
}

function observe(provider: MeterProvider): void {
  const meter = provider.getMeter("observed");
  let calls = 0;
  meter
    .createObservableCounter("cpu.time")
    .addCallback((result) => result.observe(++calls * 1.5, { core: 0 }));
  meter.createObservableUpDownCounter("threads").addCallback((result) => result.observe(10 - calls));
  meter.createObservableGauge("load").addCallback((result) => result.observe(calls / 3, { window: "1m" }));
}

const KINDS = {
  [DataPointType.SUM]: "sum",
  [DataPointType.GAUGE]: "gauge",
  [DataPointType.HISTOGRAM]: "histogram",
  [DataPointType.EXPONENTIAL_HISTOGRAM]: "exponential_histogram",
} as const;

function distribution(kind: DataPointType, value: unknown, encoding: Encoding): Record<string, unknown> {
  if (kind === DataPointType.GAUGE || kind === DataPointType.SUM) {
    // 2^60 is exact in a double: the protobuf integer comes back as a number, the JSON digits, which are not, as text.
    const isRounded =
      encoding === "json" && Number.isInteger(value) && String(value) !== String(BigInt(value as number));
    return { value: isRounded && (value as number) < 2 ** 63 ? String(value) : value };
  }
  const { count, sum, min, max } = value as Histogram;
  const shared = { count: String(count), sum, min, max };
  if (kind === DataPointType.HISTOGRAM) {
    const { boundaries: bounds, counts } = (value as Histogram).buckets;
    return { ...shared, distribution: { bounds, counts } };
  }
  const { scale, zeroCount, positive, negative } = value as ExponentialHistogram;
  const buckets = (side: ExponentialHistogram["positive"]) => ({
    offset: side.offset,
    counts: side.bucketCounts,
  });
  const sides = { positive: buckets(positive), negative: buckets(negative) };
  return { ...shared, distribution: { scale, zero_count: zeroCount, zero_threshold: 0, ...sides } };
}

function sentPoints(sent: readonly ResourceMetrics[], metric: string, encoding: Encoding): unknown[] {
  const found: unknown[] = [];
  for (const { resource, scopeMetrics } of sent) {
    for (const { scope, metrics } of scopeMetrics) {
      for (const data of metrics.filter(({ descriptor }) => descriptor.name === metric)) {
        const labels = {
          __name__: metric,
          otel_scope_name: scope.name,
          ...(scope.version === undefined || scope.version === ""
            ? {}
            : { otel_scope_version: scope.version }),
        };
        for (const point of data.dataPoints)
          found.push({
            ...head(data),
            labels: { ...labels, ...labelTexts(resource.attributes), ...labelTexts(point.attributes) },
            ...pointOf(data, point, encoding),
          });
      }
    }
  }
  return found;
}

function head(data: MetricData): Record<string, unknown> {
  const { unit, description } = data.descriptor;
  const temporality = data.aggregationTemporality === AggregationTemporality.DELTA ? "delta" : "cumulative";
  const hasTemporality = data.dataPointType !== DataPointType.GAUGE;
  return {
    kind: KINDS[data.dataPointType],
    unit: unit || null,
    description: description || null,
    temporality: hasTemporality ? temporality : null,
    is_monotonic: data.dataPointType === DataPointType.SUM ? data.isMonotonic : null,
  };
}

function pointOf(data: MetricData, point: DataPoint<unknown>, encoding: Encoding): Record<string, unknown> {
  const times = { time_unix_nano: nanos(point.endTime), start_time_unix_nano: nanos(point.startTime) };
  return { ...times, ...distribution(data.dataPointType, point.value, encoding) };
}

async function storedPoints(target: Target, metric: string): Promise<unknown[]> {
  const found = await rawSeries(target, metric);
  return found.flatMap(({ series: _series, points, ...shared }) =>
    points.map((point) => ({ ...shared, ...point })),
  );
}

async function exportAll(target: Target, way: (typeof WAYS)[number], temporality: number) {
  const { exporter, sent, errors } = metricExporter(target, way, temporality);
  const views = [
    {
      instrumentName: "spread",
      aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM as const, options: { maxSize: 20 } },
    },
  ];
  const provider = new MeterProvider({
    resource: RESOURCE,
    views,
    readers: [new PeriodicExportingMetricReader({ exporter })],
  });
  observe(provider);
  for (let round = 0; round < 3; round++) await recordAll(provider, round);
  await provider.shutdown();
  return { sent, errors };
}

const METRICS = [
  "requests",
  "bytes.total",
  "queue.length",
  "duration",
  "narrow",
  "spread",
  "temperature",
  "disk.size",
  "cpu.time",
  "threads",
  "load",
];

describe("metrics of the OpenTelemetry SDK come back as they were sent", () => {
  for (const way of WAYS) {
    for (const temporality of [AggregationTemporality.CUMULATIVE, AggregationTemporality.DELTA]) {
      it(`in ${way.encoding}, compressed by ${way.compression}, ${AggregationTemporality[temporality].toLowerCase()}`, async () => {
        const { engineerKey: key } = await gateway.createTenant();
        const target = { url: gateway.url, key };
        const { sent, errors } = await exportAll(target, way, temporality);
        expect(errors).toEqual([]);
        for (const metric of METRICS) {
          const expected = sentPoints(sent, metric, way.encoding);
          expect([metric, expected.length > 0]).toEqual([metric, true]);
          expect([metric, inOrder(await storedPoints(target, metric))]).toEqual([metric, inOrder(expected)]);
        }
      });
    }
  }

  it("by the tenant's subdomain, for another tenant's key not", async () => {
    const [own, other] = [await gateway.createTenant({ jurisdiction: "jp" }), await gateway.createTenant()];
    const target = { url: gateway.url, key: own.engineerKey, slug: own.slug };
    const { sent, errors } = await exportAll(
      target,
      { encoding: "protobuf", compression: "gzip" },
      AggregationTemporality.DELTA,
    );
    expect(errors).toEqual([]);
    expect(inOrder(await storedPoints(target, "requests"))).toEqual(
      inOrder(sentPoints(sent, "requests", "protobuf")),
    );
    expect(await rawValues({ url: gateway.url, key: other.engineerKey }, "requests")).toEqual([]);
  });
});
