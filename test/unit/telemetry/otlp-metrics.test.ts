import { describe, expect, it } from "vitest";
import { decodeOtlp } from "../../../src/telemetry/otlp/decode.ts";
import { sha256 } from "../../../src/kernel/sha256.ts";
import { hex } from "../../../src/kernel/bytes.ts";
import { seriesHash } from "../../../src/telemetry/intake/series-hash.ts";
import { LIMITS, NOW_MS, NOW_NANOS, rowsOf } from "../../support/ingest.ts";
import { type JsonMessage, otlpProtobuf } from "../../support/otlp-protobuf.ts";

const START_NANOS = String(BigInt(NOW_MS) * 1_000_000n - 60_000_000_001n);
const times = { startTimeUnixNano: START_NANOS, timeUnixNano: NOW_NANOS };
const text = (key: string, stringValue: string): JsonMessage => ({ key, value: { stringValue } });
const attributes = [text("zone", "eu-1"), text("host", 'a"b\\é')];

function request(...metrics: JsonMessage[]): JsonMessage {
  const resource = { attributes: [text("service.name", "shop"), { key: "pid", value: { intValue: "42" } }] };
  const scope = { name: "lib", version: "1.2", attributes: [text("k", "v")] };
  return {
    resourceMetrics: [
      { resource, scopeMetrics: [{ scope, metrics, schemaUrl: "https://s/2" }], schemaUrl: "https://r/1" },
    ],
  };
}

function decode(encoding: "protobuf" | "json", message: JsonMessage, limits = LIMITS) {
  const bytes =
    encoding === "json"
      ? new TextEncoder().encode(JSON.stringify(message))
      : otlpProtobuf("metrics", message);
  const result = decodeOtlp({ signal: "metrics", encoding, bytes }, limits);
  if (!result.ok) throw new Error(result.fault.code + result.fault.detail);
  return result.value;
}

const shared = {
  service_name: "shop",
  resource: '{"pid":42,"service.name":"shop"}',
  scope:
    '{"attributes":{"k":"v"},"name":"lib","resource_schema_url":"https://r/1","schema_url":"https://s/2","version":"1.2"}',
  attributes: '{"host":"a\\"b\\\\é","zone":"eu-1"}',
  start_time: BigInt(START_NANOS),
  time: BigInt(NOW_NANOS),
  flags: 0,
  seq: 0n,
  series: expect.stringMatching(/^[0-9a-f]{16}$/),
};

for (const encoding of ["protobuf", "json"] as const) {
  describe(`OTLP metrics in ${encoding}`, () => {
    it("keeps a gauge with its nanoseconds, attributes, resource and scope", () => {
      const point = { ...times, asDouble: 0.1, attributes };
      const { table, rejected } = decode(
        encoding,
        request({ name: "cpu", description: "d", unit: "1", gauge: { dataPoints: [point] } }),
      );
      expect(rejected).toEqual({ count: 0, message: "" });
      expect(rowsOf(table)).toEqual([
        { ...shared, metric: "cpu", kind: "gauge", unit: "1", description: "d", value: 0.1 },
      ]);
    });

    it("keeps NaN, the infinities and minus zero of a gauge as they are", () => {
      const values = ["NaN", "Infinity", "-Infinity", -0];
      const dataPoints = values.map((asDouble) => ({ ...times, asDouble, attributes: [] }));
      const column = decode(encoding, request({ name: "x", gauge: { dataPoints } })).table.columns.value;
      expect(column?.kind === "f64" && [...column.values]).toEqual([
        Number.NaN,
        Infinity,
        -Infinity,
        encoding === "json" ? 0 : -0,
      ]);
      expect(column?.kind === "f64" && column.valid).toBeNull();
    });

    it("keeps an integer that no double holds beside its nearest double", () => {
      const ints = ["-5", "9007199254740993", "-9223372036854775808", "9223372036854775807"];
      const dataPoints = ints.map((asInt) => ({ ...times, asInt }));
      const sum = { dataPoints, aggregationTemporality: 1, isMonotonic: true };
      const rows = rowsOf(decode(encoding, request({ name: "n", sum })).table);
      expect(rows.map((row) => row.value)).toEqual([-5, 2 ** 53, -(2 ** 63), 2 ** 63]);
      expect(rows.map((row) => row.value_int)).toEqual([
        undefined,
        9007199254740993n,
        undefined,
        9223372036854775807n,
      ]);
      expect(rows[0]).toMatchObject({ kind: "sum", temporality: "delta", is_monotonic: 1 });
    });

    it("keeps a histogram with its buckets, minimum, maximum and exemplars", () => {
      const exemplar = {
        timeUnixNano: "7",
        asInt: "-3",
        spanId: "00f067aa0ba902b7",
        traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
        filteredAttributes: [text("q", "1")],
      };
      const point = {
        ...times,
        count: "18446744073709551615",
        sum: 1.5,
        min: 0,
        max: 9,
        bucketCounts: ["1", "9007199254740993"],
        explicitBounds: [2.5],
        exemplars: [exemplar],
        attributes,
      };
      const [row] = rowsOf(
        decode(
          encoding,
          request({
            name: "h",
            histogram: { dataPoints: [{ ...point, count: "3" }], aggregationTemporality: 2 },
          }),
        ).table,
      );
      expect(row).toEqual({
        ...shared,
        metric: "h",
        kind: "histogram",
        temporality: "cumulative",
        count: 3n,
        sum: 1.5,
        min: 0,
        max: 9,
        distribution: '{"bounds":[2.5],"counts":[1,"9007199254740993"]}',
        exemplars:
          '[{"timeUnixNano":"7","asInt":"-3","spanId":"00f067aa0ba902b7","traceId":"4bf92f3577b34da6a3ce929d0e0e4736","filteredAttributes":[{"key":"q","value":{"stringValue":"1"}}]}]',
      });
    });

    it("keeps an exponential histogram", () => {
      const point = {
        ...times,
        count: "6",
        sum: 2,
        scale: -3,
        zeroCount: "1",
        zeroThreshold: 0.25,
        positive: { offset: -7, bucketCounts: ["1", "300"] },
        negative: { offset: 2, bucketCounts: ["4"] },
      };
      const [row] = rowsOf(
        decode(
          encoding,
          request({ name: "e", exponentialHistogram: { dataPoints: [point], aggregationTemporality: 2 } }),
        ).table,
      );
      expect(row).toMatchObject({ kind: "exponential_histogram", count: 6n, sum: 2 });
      expect(JSON.parse(String(row?.distribution))).toEqual({
        scale: -3,
        zero_count: 1,
        zero_threshold: 0.25,
        positive: { offset: -7, counts: [1, 300] },
        negative: { offset: 2, counts: [4] },
      });
    });

    it("keeps a summary", () => {
      const quantileValues = [
        { quantile: 0.5, value: 1 },
        { quantile: 1, value: "NaN" },
      ];
      const [row] = rowsOf(
        decode(
          encoding,
          request({ name: "s", summary: { dataPoints: [{ ...times, count: "2", sum: 3, quantileValues }] } }),
        ).table,
      );
      expect(row).toMatchObject({
        kind: "summary",
        count: 2n,
        sum: 3,
        distribution: '{"quantiles":[[0.5,1],[1,"NaN"]]}',
      });
    });

    it("keeps a point without a recorded value and rejects one without a value", () => {
      const dataPoints = [{ ...times, flags: 1 }, { ...times }];
      const { table, accepted, rejected } = decode(encoding, request({ name: "g", gauge: { dataPoints } }));
      expect([accepted, rejected]).toEqual([
        1,
        { count: 1, message: "1 rejected: 1 without a value (first: `g`)" },
      ]);
      expect(rowsOf(table)[0]).toMatchObject({ flags: 1 });
      expect(rowsOf(table)[0]).not.toHaveProperty("value");
    });

    it("writes nested attributes as canonical JSON and knows the same set in another order", () => {
      const nested = {
        key: "z",
        value: {
          arrayValue: {
            values: [
              { boolValue: true },
              { doubleValue: 1.5 },
              { doubleValue: "NaN" },
              { bytesValue: "AP8=" },
              { intValue: "9007199254740993" },
              {},
              { kvlistValue: { values: [text("b", "1"), text("a", "2")] } },
            ],
          },
        },
      };
      const dataPoints = [
        [nested, text("a", "x")],
        [text("a", "x"), nested],
      ].map((set) => ({ ...times, asDouble: 1, attributes: set }));
      const { table } = decode(encoding, request({ name: "g", gauge: { dataPoints } }));
      const rows = rowsOf(table);
      expect(rows[0]?.attributes).toBe(
        '{"a":"x","z":[true,1.5,"NaN","AP8=","9007199254740993",null,{"a":"2","b":"1"}]}',
      );
      expect(rows[1]).toEqual(rows[0]);
    });

    it("tells series apart by every part of their identity, and no other", () => {
      const gauge = { dataPoints: [{ ...times, asDouble: 1, attributes }] };
      const late = { dataPoints: [{ timeUnixNano: NOW_NANOS, asDouble: 2, attributes }] };
      const metrics = [
        { name: "a", gauge },
        { name: "b", gauge },
        { name: "a", unit: "s", gauge },
        { name: "a", description: "other", gauge: late },
      ];
      const series = rowsOf(decode(encoding, request(...metrics)).table).map((row) => row.series);
      expect(new Set(series.slice(0, 3)).size).toBe(3);
      expect(series[3]).toBe(series[0]);
    });

    it("rejects single points and says why", () => {
      const point = { ...times, asDouble: 1 };
      const far = { ...point, timeUnixNano: "0" };
      const edge = { ...point, timeUnixNano: String(BigInt(LIMITS.maxTimeMs) * 1_000_000n) };
      const many = { ...point, attributes: Array.from({ length: 1_000 }, (_, at) => text(`k${at}`, "v")) };
      const long = { ...point, attributes: [text("k", "x".repeat(65_537))] };
      const fits = { ...point, attributes: [text("k", "x".repeat(65_536))] };
      const badTrace = { ...point, exemplars: [{ timeUnixNano: "1", asDouble: 1, traceId: "abcd" }] };
      const histogram = {
        dataPoints: [{ ...times, count: "1", bucketCounts: ["1"], explicitBounds: [1] }],
        aggregationTemporality: 2,
      };
      const metrics = [
        { name: "g", gauge: { dataPoints: [far, edge, many, long, fits, badTrace] } },
        { name: "h", histogram },
        { name: "", gauge: { dataPoints: [point] } },
      ];
      const { accepted, rejected } = decode(encoding, request(...metrics));
      expect(accepted).toBe(1);
      expect(rejected.count).toBe(7);
      expect(rejected.message).toBe(
        "7 rejected: 2 outside the accepted time window (first: `g`); 1 with more than 256 attributes (first: `g`); 1 with a text over 65536 bytes (first: `g`); 1 with a trace_id that has not 16 bytes (first: `g`); 1 with histogram counts that do not fit the bounds (first: `h`); 1 other reasons",
      );
    });

    it("rejects values nested deeper than the limit, without following them", () => {
      let value: JsonMessage = { intValue: "1" };
      for (let depth = 0; depth < 600; depth++) value = { arrayValue: { values: [value] } };
      const dataPoints = [{ ...times, asDouble: 1, attributes: [{ key: "k", value }] }];
      const { rejected } = decode(encoding, request({ name: "g", gauge: { dataPoints } }));
      expect(rejected.message).toContain("1 with values nested deeper than 16");
    });

    it("refuses a request with more points than allowed", () => {
      const dataPoints = [1, 2, 3].map((asDouble) => ({ ...times, asDouble }));
      const message = request({ name: "g", gauge: { dataPoints } });
      const bytes =
        encoding === "json"
          ? new TextEncoder().encode(JSON.stringify(message))
          : otlpProtobuf("metrics", message);
      const result = decodeOtlp({ signal: "metrics", encoding, bytes }, { ...LIMITS, maxPoints: 2 });
      expect(result.ok ? null : result.fault.code).toBe("telemetry.too_many");
    });

    it("takes an empty request", () => {
      expect(decode(encoding, {})).toMatchObject({ accepted: 0, rejected: { count: 0 } });
    });
  });
}

describe("OTLP metrics", () => {
  it("gives the same rows for protobuf and JSON", () => {
    const message = request({ name: "g", gauge: { dataPoints: [{ ...times, asInt: "7", attributes }] } });
    expect(rowsOf(decode("json", message).table)).toEqual(rowsOf(decode("protobuf", message).table));
  });

  it("reads 64-bit JSON numbers without losing digits", () => {
    const json = `{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"g","gauge":{"dataPoints":[{"timeUnixNano":${NOW_NANOS},"asInt":9007199254740993}]}}]}]}]}`;
    const result = decodeOtlp(
      { signal: "metrics", encoding: "json", bytes: new TextEncoder().encode(json) },
      LIMITS,
    );
    expect(result.ok && rowsOf(result.value.table)[0]).toMatchObject({
      time: BigInt(NOW_NANOS),
      value_int: 9007199254740993n,
    });
  });

  it("pins the series of a point", () => {
    const { table } = decode(
      "protobuf",
      request({ name: "cpu", gauge: { dataPoints: [{ ...times, asDouble: 1, attributes }] } }),
    );
    expect(rowsOf(table)[0]?.series).toBe("3bc506de71953801");
  });

  it("hashes as SHA-256 does", () => {
    for (const size of [0, 1, 55, 56, 63, 64, 119, 120, 1_000, 70_000]) {
      for (const unit of ["a", "é", "語"]) {
        const input = unit.repeat(size);
        expect(seriesHash(input)).toBe(hex(sha256(input).subarray(0, 8)));
      }
    }
  });
});

describe("malformed OTLP", () => {
  const good = otlpProtobuf(
    "metrics",
    request({ name: "cpu", gauge: { dataPoints: [{ ...times, asDouble: 1, attributes }] } }),
  );
  const codeOf = (encoding: "protobuf" | "json", bytes: Uint8Array): string | null => {
    const result = decodeOtlp({ signal: "metrics", encoding, bytes }, LIMITS);
    return result.ok ? null : result.fault.code;
  };

  it("refuses protobuf that is cut anywhere", () => {
    for (let size = 1; size < good.length; size++)
      expect(codeOf("protobuf", good.subarray(0, size))).toBe("telemetry.malformed");
  });

  it("refuses text that is not UTF-8", () => {
    const bytes = good.slice();
    bytes[Buffer.from(bytes).indexOf("eu-1")] = 0xff;
    expect(codeOf("protobuf", bytes)).toBe("telemetry.malformed");
    expect(codeOf("json", Uint8Array.of(0x7b, 0xff, 0x7d))).toBe("telemetry.malformed");
  });

  it("refuses groups, field 0 and endless varints", () => {
    for (const bytes of [[0x0b], [0x00, 0x01], Array.from({ length: 12 }, () => 0xff)]) {
      expect(codeOf("protobuf", Uint8Array.from(bytes))).toBe("telemetry.malformed");
    }
  });

  it("refuses JSON of another shape, deep JSON and half a surrogate pair", () => {
    const texts = [
      "[]",
      "{",
      "null",
      '{"resourceMetrics":{}}',
      '{"resourceMetrics":[1]}',
      "[".repeat(200_000),
      `{"a":${"[".repeat(5_000)}1234567890123456789${"]".repeat(5_000)}`,
      '{"resourceMetrics":[{"schemaUrl":"\\ud800"}]}',
    ];
    for (const bad of texts)
      expect(codeOf("json", new TextEncoder().encode(bad))).toBe("telemetry.malformed");
  });
});
