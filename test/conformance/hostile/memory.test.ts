// The runtime's memory over rounds of hostile requests: what a refused body took is given back, so the rounds after the first
// ones add nothing that lasts. The figures are printed.

import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestGateway, type TestGateway, type TestTenant } from "../../support/gateway.ts";
import { rawValues } from "../../support/node/ask.ts";
import { CONTENT_TYPES, encode, gauge, nowNanos, requestAt } from "../../support/node/otlp-requests.ts";
import { runtimeMegabytes } from "../../support/node/resident-memory.ts";
import { jsonOf, send, type Sending } from "../../support/node/send.ts";
import { BOMBS, filled, MEBIBYTE } from "./bodies.ts";

let gateway: TestGateway;
let tenant: TestTenant;
beforeAll(async () => {
  gateway = await startTestGateway();
  tenant = await gateway.createTenant();
});
afterAll(() => gateway.stop());

const ROUNDS = 8;
const WARM_UP_ROUNDS = 3;
/**
 * LIMIT: the collector's slack between two readings, and the 15 to 70 KB that the local runtime keeps of each request for a
 * while, a bare Worker's too. Bodies that were not given back would be 200 MB and more in every round.
 */
const MOST_GROWTH_MB = 250;
const STRANGERS = 20;

function hostileRound(): Sending[] {
  const protobuf = { "content-type": CONTENT_TYPES.protobuf };
  const json = { "content-type": CONTENT_TYPES.json };
  const long = gzipSync(filled(8 * MEBIBYTE, "a", ['{"x":"', '"}']));
  const chunk = new Uint8Array(MEBIBYTE);
  const bombs = Object.values(BOMBS).map((make): Sending => {
    const { coding, body } = make();
    return { path: "/v1/logs", headers: { ...protobuf, "content-encoding": coding }, body };
  });
  return [
    ...bombs,
    { path: "/v1/metrics", headers: protobuf, body: new Uint8Array(8 * MEBIBYTE) },
    { path: "/v1/metrics", headers: protobuf, chunks: Array.from({ length: 40 }, () => chunk) },
    { path: "/v1/logs", headers: { ...json, "content-encoding": "gzip" }, body: long },
    {
      path: "/v1/traces",
      headers: json,
      body: encode("traces", "json", requestAt("traces", ["1", "2"])).subarray(0, -2),
    },
    {
      path: "/v1/query",
      headers: json,
      body: Buffer.from(`{"queries":[${'{"name":"q"},'.repeat(10_000)}{}]}`),
    },
    { path: `/v1/${"x".repeat(8_000)}`, headers: json, body: Buffer.from("{}") },
  ];
}

/** Distinct names, so that whatever is cached by name shows. */
async function strangers(round: number): Promise<void> {
  const asks = Array.from({ length: STRANGERS }, (_, at) => `stranger-${round}-${at}`);
  await Promise.all(
    asks.map((name) =>
      send(gateway.url, { method: "GET", path: "/v1/tenant", host: `${name}.localhost`, key: `tgk_${name}` }),
    ),
  );
}

it("stays where it is while hostile requests come in, and the gateway serves as before", async () => {
  const round = hostileRound();
  const readings: number[] = [];
  for (let at = 0; at < ROUNDS; at++) {
    for (const sending of round) {
      const { status } = await send(gateway.url, { ...sending, key: tenant.engineerKey });
      expect(
        status === 200 || (status >= 400 && status < 500),
        `${sending.path.slice(0, 20)}: ${status}`,
      ).toBe(true);
    }
    await strangers(at);
    readings.push(await runtimeMegabytes());
  }
  console.log(`workerd resident memory by round, MB: ${readings.map(Math.round).join(" ")}`);
  const settled = Math.max(...readings.slice(0, WARM_UP_ROUNDS));
  expect((readings.at(-1) as number) - settled).toBeLessThan(MOST_GROWTH_MB);
  expect(gateway.bugs).toEqual([]);
});

it("holds nothing of the refused requests, and what is sent now is stored", async () => {
  const asked = { url: gateway.url, key: tenant.engineerKey };
  const headers = { "content-type": CONTENT_TYPES.protobuf };
  const body = encode("metrics", "protobuf", gauge("after", { asDouble: 7, timeUnixNano: nowNanos() }));
  expect((await send(gateway.url, { path: "/v1/metrics", key: asked.key, headers, body })).status).toBe(200);
  expect(await rawValues(asked, "after")).toEqual([7]);
  const names = await send(gateway.url, {
    method: "GET",
    path: "/v1/labels/__name__/values?from=now-1h",
    key: asked.key,
  });
  expect((jsonOf(names) as { data: string[] }).data).toEqual(["after"]);
});
