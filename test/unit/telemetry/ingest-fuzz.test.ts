import { describe, expect, it } from "vitest";
import { decodeOtlp, type OtlpEncoding } from "../../../src/telemetry/otlp/decode.ts";
import { decodeRemoteWrite } from "../../../src/telemetry/prometheus/remote-write.ts";
import { encodeBatch } from "../../../src/telemetry/batch/encode.ts";
import { SIGNAL_NAMES } from "../../../src/telemetry/signals.ts";
import { LIMITS, NOW_MS, NOW_NANOS, remoteWrite, seededRandom } from "../../support/ingest.ts";
import { otlpProtobuf } from "../../support/otlp-protobuf.ts";

// Fixed, so that a failure repeats; another seed may be given to search further.
const SEEDS = process.env["SEED"] === undefined ? [1, 20_261_123] : [Number(process.env["SEED"])];
const MUTATIONS = 500;

const attributes = [
  { key: "a", value: { stringValue: "é".repeat(9) } },
  {
    key: "n",
    value: {
      kvlistValue: { values: [{ key: "x", value: { arrayValue: { values: [{ intValue: "-1" }] } } }] },
    },
  },
];
const origin = { resource: { attributes }, schemaUrl: "u" };
const point = { timeUnixNano: NOW_NANOS, attributes };
const ids = { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7" };
const metrics = [
  {
    name: "g",
    gauge: {
      dataPoints: [
        { ...point, asDouble: 1 },
        { ...point, asInt: "9007199254740993" },
      ],
    },
  },
  {
    name: "h",
    histogram: {
      dataPoints: [{ ...point, count: "1", bucketCounts: ["1", "0"], explicitBounds: [1] }],
      aggregationTemporality: 2,
    },
  },
  {
    name: "e",
    exponentialHistogram: {
      dataPoints: [{ ...point, count: "1", scale: 3, positive: { offset: -1, bucketCounts: ["1"] } }],
    },
  },
  {
    name: "s",
    summary: { dataPoints: [{ ...point, count: "1", quantileValues: [{ quantile: 0.5, value: 1 }] }] },
  },
];
const log = { ...ids, timeUnixNano: NOW_NANOS, body: { stringValue: "b" }, attributes, severityNumber: 9 };
const span = {
  ...ids,
  startTimeUnixNano: NOW_NANOS,
  endTimeUnixNano: NOW_NANOS,
  name: "n",
  attributes,
  events: [{ timeUnixNano: "1", name: "e", attributes }],
};
const REQUESTS = {
  metrics: { resourceMetrics: [{ ...origin, scopeMetrics: [{ scope: { name: "l" }, metrics }] }] },
  logs: { resourceLogs: [{ ...origin, scopeLogs: [{ scope: { name: "l" }, logRecords: [log] }] }] },
  traces: { resourceSpans: [{ ...origin, scopeSpans: [{ scope: { name: "l" }, spans: [span] }] }] },
};

/** Cuts, flips, repeats or removes some bytes. */
function mutate(bytes: Uint8Array, random: () => number): Uint8Array {
  const at = Math.floor(random() * bytes.length);
  const to = Math.min(bytes.length, at + Math.floor(random() * 20));
  switch (Math.floor(random() * 4)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(to)]);
    case 2:
      return Uint8Array.from([...bytes.subarray(0, to), ...bytes.subarray(at)]);
    default:
      return bytes.map((byte, index) =>
        index >= at && index < to && random() < 0.3 ? Math.floor(random() * 256) : byte,
      );
  }
}

const EXPECTED = ["telemetry.malformed", "telemetry.too_many"];

for (const seed of SEEDS) {
  describe(`broken ingest bodies (seed ${seed})`, () => {
    for (const signal of SIGNAL_NAMES) {
      for (const encoding of ["protobuf", "json"] as const satisfies OtlpEncoding[]) {
        it(`give a whole table or a fault: ${signal} in ${encoding}`, () => {
          const random = seededRandom(seed);
          const request = REQUESTS[signal];
          const good =
            encoding === "json"
              ? new TextEncoder().encode(JSON.stringify(request))
              : otlpProtobuf(signal, request);
          expect(decodeOtlp({ signal, encoding, bytes: good }, LIMITS)).toMatchObject({
            ok: true,
            value: { rejected: { count: 0 } },
          });
          for (let run = 0; run < MUTATIONS; run++) {
            const result = decodeOtlp({ signal, encoding, bytes: mutate(good, random) }, LIMITS);
            if (result.ok) expect(encodeBatch(result.value.table).byteLength).toBeGreaterThan(0);
            else expect(EXPECTED).toContain(result.fault.code);
          }
        });
      }
    }

    it("give a whole table or a fault: remote write", () => {
      const random = seededRandom(seed);
      const series = {
        labels: [
          ["__name__", "up"],
          ["job", "é"],
        ] as const,
        samples: [{ value: 1, timeMs: NOW_MS }],
      };
      const good = remoteWrite([
        { ...series, exemplars: [{ labels: [["trace_id", "x"]], value: 1 }], histograms: 1 },
        series,
      ]);
      for (let run = 0; run < MUTATIONS; run++) {
        const result = decodeRemoteWrite(mutate(good, random), LIMITS);
        if (!result.ok) expect(EXPECTED).toContain(result.fault.code);
      }
    });
  });
}
