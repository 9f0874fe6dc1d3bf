// The data model on the wire (opentelemetry-proto 1.x): all five kinds of points, exemplars, numbers at the edges of their
// types, fields that nobody knows, and the liberties of OTLP/JSON. Both encodings of one request mean the same.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { logRecords, rawSeries, rawValues, spansOf, type Asked } from "../../support/node/ask.ts";
import {
  encode,
  ENCODINGS,
  exportRequest,
  gauge,
  logsRequest,
  metricsRequest,
  nowNanos,
  TRACE_ID,
  tracesRequest,
} from "../../support/node/otlp-requests.ts";
import type { Encoding } from "../../support/node/otlp-requests.ts";
import type { JsonMessage } from "../../support/otlp-protobuf.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());

async function newTarget(): Promise<Asked> {
  return { url: gateway.url, key: (await gateway.createTenant()).engineerKey };
}

async function store(target: Asked, encoding: Encoding, request: JsonMessage): Promise<void> {
  const signal = "resourceMetrics" in request ? "metrics" : "resourceLogs" in request ? "logs" : "traces";
  const reply = await exportRequest(target, { signal, encoding, request });
  expect(reply.body.toString()).toBe(encoding === "json" ? "{}" : "");
}

const time = nowNanos();
const times = { startTimeUnixNano: nowNanos(-60_000), timeUnixNano: time };
const storedTimes = { start_time_unix_nano: times.startTimeUnixNano, time_unix_nano: time };
const attributes = [{ key: "route", value: { stringValue: "/é" } }];
const exemplar = {
  timeUnixNano: time,
  asDouble: 0.25,
  spanId: "00f067aa0ba902b7",
  traceId: TRACE_ID,
  filteredAttributes: [
    {
      key: "user",
      value: { stringValue: "u1" },
    },
  ],
};
const whole = { timeUnixNano: time, asInt: "-9" };

const POINTS: [string, JsonMessage, object][] = [
  [
    "a gauge with an exemplar",
    {
      gauge: {
        dataPoints: [{ ...times, attributes, asDouble: 1.5, exemplars: [exemplar, whole], flags: 0 }],
      },
    },
    { kind: "gauge", point: { value: 1.5, exemplars: [exemplar, whole] } },
  ],
  [
    "a delta sum that may fall",
    {
      sum: {
        dataPoints: [{ ...times, attributes, asInt: "-42" }],
        aggregationTemporality: 1,
        isMonotonic: false,
      },
    },
    { kind: "sum", temporality: "delta", is_monotonic: false, point: { value: -42 } },
  ],
  [
    "a cumulative monotonic sum",
    {
      sum: {
        dataPoints: [{ ...times, attributes, asInt: "42" }],
        aggregationTemporality: 2,
        isMonotonic: true,
      },
    },
    { kind: "sum", temporality: "cumulative", is_monotonic: true, point: { value: 42 } },
  ],
  [
    "a histogram",
    {
      histogram: {
        aggregationTemporality: 2,
        dataPoints: [
          {
            ...times,
            attributes,
            count: "9007199254740995",
            sum: 12.5,
            min: -1,
            max: 9,
            exemplars: [exemplar],
            bucketCounts: ["1", "2", "9007199254740992"],
            explicitBounds: [0, 0.5],
          },
        ],
      },
    },
    {
      kind: "histogram",
      temporality: "cumulative",
      point: {
        count: "9007199254740995",
        sum: 12.5,
        min: -1,
        max: 9,
        exemplars: [exemplar],
        distribution: {
          bounds: [0, 0.5],
          counts: [1, 2, "9007199254740992"],
        },
      },
    },
  ],
  [
    "a histogram without buckets",
    { histogram: { dataPoints: [{ ...times, attributes, count: "3", sum: 6 }], aggregationTemporality: 1 } },
    {
      kind: "histogram",
      temporality: "delta",
      point: { count: "3", sum: 6, distribution: { bounds: [], counts: [] } },
    },
  ],
  [
    "an exponential histogram",
    {
      exponentialHistogram: {
        aggregationTemporality: 1,
        dataPoints: [
          {
            ...times,
            attributes,
            count: "10",
            sum: -3.5,
            scale: -2,
            zeroCount: "1",
            zeroThreshold: 1e-9,
            positive: {
              offset: -3,
              bucketCounts: ["2", "0", "4"],
            },
            negative: {
              offset: 7,
              bucketCounts: ["3"],
            },
          },
        ],
      },
    },
    {
      kind: "exponential_histogram",
      temporality: "delta",
      point: {
        count: "10",
        sum: -3.5,
        distribution: {
          scale: -2,
          zero_count: 1,
          zero_threshold: 1e-9,
          positive: {
            offset: -3,
            counts: [2, 0, 4],
          },
          negative: {
            offset: 7,
            counts: [3],
          },
        },
      },
    },
  ],
  [
    "a summary",
    {
      summary: {
        dataPoints: [
          {
            ...times,
            attributes,
            count: "5",
            sum: 10,
            quantileValues: [
              {
                quantile: 0,
                value: 1,
              },
              {
                quantile: 0.99,
                value: 4.5,
              },
            ],
          },
        ],
      },
    },
    // prettier-ignore
    { kind: "summary", point: { count: "5", sum: 10, distribution: { quantiles: [[0, 1], [0.99, 4.5]] } } },
  ],
  [
    "a point without a recorded value",
    { gauge: { dataPoints: [{ ...times, attributes, flags: 1 }] } },
    { kind: "gauge", point: { flags: 1 } },
  ],
];

describe("a data point comes back with all that it was sent with", () => {
  for (const encoding of ENCODINGS) {
    for (const [name, data, { point, ...head }] of POINTS as [string, JsonMessage, { point: object }][]) {
      it(`${name} in ${encoding}`, async () => {
        const target = await newTarget();
        const request = metricsRequest(
          [{ name: "m", unit: "ms", description: "d", ...data }],
          [{ key: "service.name", value: { stringValue: "s" } }],
        );
        await store(target, encoding, request);
        const [series, ...others] = await rawSeries(target, "m");
        expect(others).toEqual([]);
        expect(series).toMatchObject({ unit: "ms", description: "d", ...head });
        expect(series?.labels).toMatchObject({
          __name__: "m",
          "service.name": "s",
          otel_scope_name: "test",
          route: "/é",
        });
        expect(series?.points).toEqual([{ ...storedTimes, ...point }]);
      });
    }
  }
});

describe("a number at the edge of its type comes back", () => {
  const INTEGERS = [
    "9007199254740991",
    "9007199254740993",
    "9223372036854775807",
    "-9223372036854775808",
    "-9007199254740993",
  ];
  const DOUBLES = ["NaN", "Infinity", "-Infinity", 5e-324, 1.7976931348623157e308, -0.1];
  for (const encoding of ENCODINGS) {
    for (const asInt of INTEGERS) {
      it(`${asInt} in ${encoding}`, async () => {
        const target = await newTarget();
        await store(target, encoding, gauge("edge", { asInt }));
        expect((await rawValues(target, "edge")).map(exactText)).toEqual([asInt]);
      });
    }
    for (const asDouble of DOUBLES) {
      it(`${asDouble} in ${encoding}`, async () => {
        const target = await newTarget();
        await store(target, encoding, gauge("edge", { asDouble }));
        expect(await rawValues(target, "edge")).toEqual([asDouble]);
      });
    }
  }

  it("whether JSON writes it as text or as a number", async () => {
    const target = await newTarget();
    await store(target, "json", gauge("edge", { asInt: 7, timeUnixNano: nowNanos(-1) }));
    await store(target, "json", gauge("edge", { asDouble: "0.5" }));
    expect(await rawValues(target, "edge")).toEqual([7, 0.5]);
  });
});

/** -2^63 is exact in a double, so it may come as a number: what counts is the integer it stands for. */
function exactText(value: unknown): string {
  return typeof value === "number" ? BigInt(value).toString() : String(value);
}

describe("what the protocol lets a sender do", () => {
  it("fields that nobody knows are ignored in protobuf", async () => {
    const target = await newTarget();
    // Field 99 as a varint, as eight bytes, as a length-delimited text and as four bytes, after the request's own.
    const unknown = Buffer.from([
      0x98, 0x06, 0x01, 0x99, 0x06, 1, 2, 3, 4, 5, 6, 7, 8, 0x9a, 0x06, 0x02, 0x68, 0x69, 0x9d, 0x06, 1, 2, 3,
      4,
    ]);
    const body = Buffer.concat([
      encode("logs", "protobuf", logsRequest([{ timeUnixNano: time, body: { stringValue: "known" } }])),
      unknown,
    ]);
    expect(
      (await exportRequest(target, { signal: "logs", encoding: "protobuf", request: {} }, { body })).status,
    ).toBe(200);
    expect((await logRecords(target)).map((record) => record["body"])).toEqual(["known"]);
  });

  it("fields that nobody knows are ignored in JSON, the proto's own names too", async () => {
    const target = await newTarget();
    const record = {
      timeUnixNano: time,
      body: { stringValue: "known" },
      severity_number: 9,
      future: { deep: [1] },
    };
    await store(target, "json", {
      ...logsRequest([record]),
      resource_logs: [{ scope_logs: [] }],
      future: null,
    });
    expect(await logRecords(target)).toMatchObject([{ body: "known", severity_number: 0 }]);
  });

  it("ids in JSON may be upper-case hexadecimal", async () => {
    const target = await newTarget();
    const span = {
      traceId: TRACE_ID.toUpperCase(),
      spanId: "00F067AA0BA902B7",
      name: "n",
      startTimeUnixNano: time,
      endTimeUnixNano: time,
    };
    await store(target, "json", tracesRequest([span]));
    expect(await spansOf(target, TRACE_ID)).toMatchObject([
      { trace_id: TRACE_ID, span_id: "00f067aa0ba902b7" },
    ]);
  });

  it("a span needs its ids: without them it is rejected and the others are kept", async () => {
    const target = await newTarget();
    const span = { name: "n", startTimeUnixNano: time, endTimeUnixNano: time };
    const spans = [
      { ...span, traceId: TRACE_ID, spanId: "00f067aa0ba902b7" },
      { ...span, traceId: TRACE_ID },
      { ...span, spanId: "00f067aa0ba902b7" },
    ];
    for (const encoding of ENCODINGS) {
      const reply = await exportRequest(target, {
        signal: "traces",
        encoding,
        request: tracesRequest(spans),
      });
      expect([encoding, reply.status, reply.body.toString()]).toEqual([
        encoding,
        200,
        expect.stringContaining("2 rejected"),
      ]);
    }
    expect(await spansOf(target, TRACE_ID)).toHaveLength(1);
  });

  it("a point sent again with another value is replaced by the later one, and old points may come late", async () => {
    const target = await newTarget();
    for (const [offsetMs, asDouble] of [
      [0, 1],
      [-30_000, 2],
      [-60_000, 3],
      [0, 4],
    ] as const) {
      const timeUnixNano = String(BigInt(time) + BigInt(offsetMs) * 1_000_000n);
      await store(target, "protobuf", gauge("late", { timeUnixNano, asDouble }));
    }
    expect(await rawValues(target, "late")).toEqual([3, 2, 4]);
  });

  it("both encodings of a request give the same series", async () => {
    const target = await newTarget();
    for (const encoding of ENCODINGS) {
      const timeUnixNano = nowNanos(encoding === "json" ? -1 : 0);
      await store(
        target,
        encoding,
        metricsRequest([
          { name: "same", unit: "s", gauge: { dataPoints: [{ timeUnixNano, asDouble: 1, attributes }] } },
        ]),
      );
    }
    const found = await rawSeries(target, "same");
    expect(found.map(({ points }) => points.length)).toEqual([2]);
  });
});
