// What was stored comes back the same once it has left the shard's write-ahead store for blocks: a gateway that flushes at
// once is asked before, while and after.

import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { logRecords, rawSeries, type Asked } from "../../support/node/ask.ts";
import { waitUntil } from "../../support/node/installed-program.ts";
import { exportRequest, logsRequest, metricsRequest, nowNanos } from "../../support/node/otlp-requests.ts";
import { jsonOf, send } from "../../support/node/send.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ FLUSH_AFTER_MS: "100", FLUSH_BYTES: "1" });
});
afterAll(() => gateway.stop());

interface Stats {
  readonly blocks_read: number;
  readonly fresh_rows: number;
}

async function statsOf({ url, key }: Asked, path: string, wanted: object): Promise<Stats> {
  const json = { from: "now-1h", to: Date.now() + 60_000, ...wanted };
  return (jsonOf(await send(url, { path, key, json })) as { stats: Stats }).stats;
}

const isFlushed = ({ blocks_read: blocks, fresh_rows: fresh }: Stats): boolean => blocks > 0 && fresh === 0;

it("metrics of all kinds come back from blocks as they came back from the shard", async () => {
  const asked = { url: gateway.url, key: (await gateway.createTenant()).engineerKey };
  const time = { timeUnixNano: nowNanos(-1_000), startTimeUnixNano: nowNanos(-60_000) };
  const numbers = ["NaN", "Infinity", 5e-324, -0.1].map((asDouble, at) => ({
    ...time,
    timeUnixNano: nowNanos(-at),
    asDouble,
  }));
  const histogram = {
    ...time,
    count: "3",
    sum: 2.5,
    min: 0,
    max: 2,
    bucketCounts: ["1", "2"],
    explicitBounds: [1],
  };
  const wide = {
    ...time,
    asInt: "9007199254740993",
    exemplars: [{ timeUnixNano: time.timeUnixNano, asDouble: 1 }],
  };
  const request = metricsRequest([
    { name: "numbers", unit: "1", gauge: { dataPoints: numbers } },
    { name: "histogram", histogram: { aggregationTemporality: 1, dataPoints: [histogram] } },
    { name: "wide", sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints: [wide] } },
  ]);
  expect((await exportRequest(asked, { signal: "metrics", encoding: "protobuf", request })).status).toBe(200);
  const names = ["numbers", "histogram", "wide"];
  const before = await Promise.all(names.map((name) => rawSeries(asked, name)));
  expect(before.map((series) => series.flatMap(({ points }) => points).length)).toEqual([4, 1, 1]);
  const queries = [{ name: "q", metric: "numbers", aggregation: "raw" }];
  await waitUntil(
    async () => isFlushed(await statsOf(asked, "/v1/query", { queries })),
    "the metrics are in blocks",
  );
  expect(await Promise.all(names.map((name) => rawSeries(asked, name)))).toEqual(before);
});

it("no log record is missing or doubled while batches are flushed", async () => {
  const asked = { url: gateway.url, key: (await gateway.createTenant()).engineerKey };
  const sent: string[] = [];
  for (let batch = 0; batch < 20; batch++) {
    const bodies = Array.from({ length: 10 }, (_, at) => `batch ${batch} line ${at}`);
    const request = logsRequest(
      bodies.map((text) => ({ timeUnixNano: nowNanos(), body: { stringValue: text } })),
    );
    expect((await exportRequest(asked, { signal: "logs", encoding: "json", request })).status).toBe(200);
    sent.push(...bodies);
    const stored = (await logRecords(asked)).map(({ body }) => body);
    expect(new Set(stored)).toEqual(new Set(sent));
    expect(stored).toHaveLength(sent.length);
  }
  await waitUntil(
    async () => isFlushed(await statsOf(asked, "/v1/logs/search", {})),
    "the logs are in blocks",
  );
  expect((await logRecords(asked)).length).toBe(sent.length);
});
