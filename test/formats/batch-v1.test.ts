// Bytes of version 1 batches that lie in shards: they must be read for ever, and the writer must go on writing them.
// zstd's output may differ between its releases, so what is pinned is the body, and one compressed batch for reading.

import * as zlib from "node:zlib";
import { describe, expect, it } from "vitest";
import { decodeBatch } from "../../src/telemetry/batch/decode.ts";
import { encodeBatch } from "../../src/telemetry/batch/encode.ts";
import { UNCOMPRESSED } from "../../src/telemetry/batch/layout.ts";
import { SIGNAL_NAMES } from "../../src/telemetry/signals.ts";
import { decodeOtlp } from "../../src/telemetry/otlp/decode.ts";
import { LIMITS, NOW_NANOS, rowsOf } from "../support/ingest.ts";
import { BATCH_V1 } from "./batch-v1.ts";

const attributes = [{ key: "k", value: { stringValue: "é" } }];
const resource = { attributes: [{ key: "service.name", value: { stringValue: "shop" } }] };
const ids = { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7" };
const point = { timeUnixNano: NOW_NANOS, attributes };
const metrics = [
  {
    name: "g",
    unit: "1",
    gauge: {
      dataPoints: [
        { ...point, asDouble: "NaN" },
        { ...point, timeUnixNano: `${BigInt(NOW_NANOS) + 1n}`, asInt: "9007199254740993" },
      ],
    },
  },
  {
    name: "h",
    histogram: {
      dataPoints: [{ ...point, count: "1", sum: 2, bucketCounts: ["1", "0"], explicitBounds: [1] }],
      aggregationTemporality: 2,
    },
  },
];
const log = { ...ids, timeUnixNano: NOW_NANOS, body: { stringValue: "語" }, severityNumber: 9, attributes };
const REQUESTS = {
  metrics: { resourceMetrics: [{ resource, scopeMetrics: [{ metrics }] }] },
  logs: { resourceLogs: [{ resource, scopeLogs: [{ logRecords: [log, { timeUnixNano: NOW_NANOS }] }] }] },
  traces: {
    resourceSpans: [
      {
        resource,
        scopeSpans: [
          { spans: [{ ...ids, startTimeUnixNano: NOW_NANOS, endTimeUnixNano: NOW_NANOS, name: "n" }] },
        ],
      },
    ],
  },
};

function tableOf(signal: keyof typeof REQUESTS) {
  const bytes = new TextEncoder().encode(JSON.stringify(REQUESTS[signal]));
  const result = decodeOtlp({ signal, encoding: "json", bytes }, LIMITS);
  if (!result.ok) throw new Error(result.fault.detail);
  return result.value.table;
}

describe("batch version 1", () => {
  for (const signal of SIGNAL_NAMES) {
    it(`reads the pinned ${signal}`, () => {
      const decoded = decodeBatch(new Uint8Array(Buffer.from(BATCH_V1[signal], "base64")), 0n);
      expect(decoded.ok && rowsOf(decoded.value)).toEqual(rowsOf(tableOf(signal)));
    });

    it(`writes ${signal} as pinned`, () => {
      const pinned = Buffer.from(BATCH_V1[signal], "base64");
      const batch = encodeBatch(tableOf(signal));
      // A batch as small as this one is stored as it is: version 1 has always been read both ways.
      const header = [...pinned.subarray(0, 6)].with(1, UNCOMPRESSED);
      expect([...batch.subarray(0, 6)]).toEqual(header);
      const body = zlib.zstdDecompressSync(pinned.subarray(6));
      expect([...batch.subarray(6)]).toEqual([...body]);
    });
  }
});
