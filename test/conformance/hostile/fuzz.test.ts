// Mutated requests over HTTP: OTLP of all signals in both encodings, remote write, queries. None may be answered 5xx, none may
// hang, and what is stored is still readable. FUZZ_RUNS sets the number of cases, FUZZ_SEED another seed; a failure prints both.

import { compress } from "snappyjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestGateway, type TestGateway, type TestTenant } from "../../support/gateway.ts";
import { remoteWrite, seededRandom } from "../../support/ingest.ts";
import { logRecords, rawSeries } from "../../support/node/ask.ts";
import {
  CONTENT_TYPES,
  encode,
  ENCODINGS,
  logsRequest,
  metricsRequest,
  nowNanos,
  requestAt,
  SIGNALS,
} from "../../support/node/otlp-requests.ts";
import type { Signal } from "../../support/node/otlp-requests.ts";
import { send, type Sending } from "../../support/node/send.ts";
import { mutate, mutateJson } from "./mutate.ts";

/** Seeds that once found something, and two that stand for the rest. */
const RECORDED_SEEDS = [1, 20_261_123];
const SEEDS = process.env["FUZZ_SEED"] === undefined ? RECORDED_SEEDS : [Number(process.env["FUZZ_SEED"])];
const RUNS = Number(process.env["FUZZ_RUNS"] ?? 3_000);
const AT_ONCE = 8;

let gateway: TestGateway;
let tenant: TestTenant;
beforeAll(async () => {
  gateway = await startTestGateway();
  tenant = await gateway.createTenant();
});
afterAll(() => gateway.stop());

const time = nowNanos();
const attributes = [
  { key: "é", value: { stringValue: "v" } },
  {
    key: "n",
    value: {
      kvlistValue: {
        values: [{ key: "x", value: { arrayValue: { values: [{ intValue: "-1" }, { doubleValue: 0.5 }] } } }],
      },
    },
  },
];
const point = { startTimeUnixNano: time, timeUnixNano: time, attributes };
const GOOD = {
  metrics: metricsRequest(
    [
      {
        name: "fuzz",
        unit: "s",
        gauge: {
          dataPoints: [
            { ...point, asDouble: 1.5 },
            { ...point, asInt: "9007199254740993" },
          ],
        },
      },
      {
        name: "h",
        histogram: {
          aggregationTemporality: 2,
          dataPoints: [{ ...point, count: "3", sum: 2, bucketCounts: ["1", "2"], explicitBounds: [1] }],
        },
      },
      {
        name: "e",
        exponentialHistogram: {
          aggregationTemporality: 1,
          dataPoints: [{ ...point, count: "1", scale: 3, positive: { offset: -1, bucketCounts: ["1"] } }],
        },
      },
      {
        name: "s",
        summary: { dataPoints: [{ ...point, count: "1", quantileValues: [{ quantile: 0.5, value: 1 }] }] },
      },
    ],
    attributes,
  ),
  logs: logsRequest([{ timeUnixNano: time, body: attributes[1]?.value, severityNumber: 9, attributes }]),
  traces: requestAt("traces", [time]),
};
const QUERIES = [
  [
    "/v1/query",
    {
      queries: [
        {
          name: "q",
          metric: "fuzz",
          aggregation: "p95",
          group_by: ["é"],
          filters: [{ label: "n", op: "=~", value: "a.*(b|c)+[d-f]" }],
        },
      ],
      from: "now-1h",
      interval: "30s",
    },
  ],
  [
    "/v1/logs/search",
    {
      from: "now-1h",
      text: "a",
      severity_min: 3,
      filters: [{ label: "x", op: "in", values: ["1"] }],
      limit: 5,
    },
  ],
  ["/v1/traces/search", { from: "now-1h", service: "a", min_duration: "5ms", status: "error", limit: 5 }],
] as const;

type Case = (random: () => number) => Sending;

function exportCase(signal: Signal, encoding: (typeof ENCODINGS)[number]): Case {
  const good = encode(signal, encoding, GOOD[signal]);
  const headers = { "content-type": CONTENT_TYPES[encoding] };
  return (random) => ({
    path: `/v1/${signal}`,
    headers,
    body: encoding === "json" && random() < 0.5 ? mutateJson(GOOD[signal], random) : mutate(good, random),
  });
}

const WRITE = remoteWrite([
  {
    labels: [
      ["__name__", "fuzz"],
      ["job", "é"],
    ],
    samples: [{ value: 1, timeMs: Date.now() }],
    exemplars: [{ labels: [["trace_id", "x"]], value: 1 }],
  },
]);
const CASES: readonly Case[] = [
  ...SIGNALS.flatMap((signal) => ENCODINGS.map((encoding) => exportCase(signal, encoding))),
  (random) => {
    const headers = { "content-type": "application/x-protobuf", "content-encoding": "snappy" };
    const body = random() < 0.7 ? compress(mutate(WRITE, random)) : mutate(compress(WRITE), random);
    return { path: "/api/v1/write", headers, body };
  },
  ...QUERIES.map(([path, good]): Case => (random) => ({
    path,
    headers: { "content-type": "application/json" },
    body: mutateJson(good, random),
  })),
];

async function runOne(run: number, random: () => number, seed: number): Promise<number> {
  const sending = (CASES[run % CASES.length] as Case)(random);
  const told = `seed ${seed}, run ${run}: ${sending.path} ${Buffer.from(sending.body ?? []).toString("base64")}`;
  const reply = await send(gateway.url, { ...sending, key: tenant.engineerKey }).catch((error: unknown) => {
    throw new Error(told, { cause: error });
  });
  if (reply.status >= 500)
    throw new Error(`${told}: ${reply.status} ${reply.body.toString("utf8")} ${gateway.bugs.join(" ")}`);
  return reply.status;
}

describe("mutated requests", () => {
  for (const seed of SEEDS) {
    it(`are answered and never by 5xx (seed ${seed}, ${Math.ceil(RUNS / SEEDS.length)} cases)`, async () => {
      const random = seededRandom(seed);
      const counts = new Map<number, number>();
      const runs = Math.ceil(RUNS / SEEDS.length);
      for (let run = 0; run < runs; run += AT_ONCE) {
        const group = Array.from({ length: Math.min(AT_ONCE, runs - run) }, (_, at) =>
          runOne(run + at, random, seed),
        );
        for (const status of await Promise.all(group)) counts.set(status, (counts.get(status) ?? 0) + 1);
      }
      expect([...counts.keys()].filter((status) => ![200, 204, 400, 413, 429].includes(status))).toEqual([]);
      // A mutation that is always refused, or never, would test nothing.
      expect(counts.get(200)).toBeGreaterThan(runs / 20);
      expect(counts.get(400)).toBeGreaterThan(runs / 20);
      expect(gateway.bugs).toEqual([]);
    });
  }

  it("leave the store readable", async () => {
    const asked = { url: gateway.url, key: tenant.engineerKey };
    for (const metric of ["fuzz", "h", "e", "s"])
      expect([metric, (await rawSeries(asked, metric)).length > 0]).toEqual([metric, true]);
    expect((await logRecords(asked)).length).toBeGreaterThan(0);
    expect(gateway.bugs).toEqual([]);
  });
});
