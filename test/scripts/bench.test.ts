import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { DatabaseSync } from "node:sqlite";
import { uncompress } from "snappyjs";
import { describe, expect, test } from "vitest";
import { measureAnswer } from "../../scripts/bench/answer-reader.ts";
import { measureBundles, plainTenant } from "../../scripts/bench/bundle-memory.ts";
import { useOf } from "../../scripts/bench/cost.ts";
import { frontOf } from "../../scripts/bench/counted-gateway.ts";
import { listTenants } from "../../scripts/bench/large-directory.ts";
import { startLoad } from "../../scripts/bench/load.ts";
import { otlpBody, remoteWriteBody, snappyLiteral } from "../../scripts/bench/metric-body.ts";
import { sendPaced } from "../../scripts/bench/paced-load.ts";
import { dollarsOf, monthlyDollars } from "../../scripts/bench/prices.ts";
import { measureWarm } from "../../scripts/bench/resolution.ts";
import { isMissed, toRow, toTable } from "../../scripts/bench/report.ts";
import { concatBytes } from "../../src/kernel/bytes.ts";
import { decodeOtlp, decodeRemoteWrite, INGEST_SIZES, type IngestLimits } from "../../src/telemetry/index.ts";

const NOW_MS = Date.UTC(2026, 10, 23);
const LIMITS: IngestLimits = { ...INGEST_SIZES, minTimeMs: 0, maxTimeMs: 2 * NOW_MS, receivedMs: NOW_MS };

describe("a row of a report", () => {
  test("meets its target or misses it", () => {
    const cases = [
      ["overhead", 0.61, ">= 0.6", true],
      ["overhead", 0.59, ">= 0.6", false],
      ["growth", 2, "< 2", false],
      ["lost", 0, "= 0", true],
      ["lost", 1, "= 0", false],
    ] as const;
    for (const [name, value, target, met] of cases) {
      const row = toRow({ name, value, unit: "", target });
      expect([row.met, isMissed({ name, rows: [row] })]).toEqual([met, !met]);
    }
  });

  test("without a target is told and never missed", () => {
    const row = toRow({ name: "kills", value: 50, unit: "kills" });
    expect(row).toEqual({ name: "kills", value: 50, unit: "kills", target: null, met: null });
    expect(toTable({ name: "crash", rows: [row] })).toContain("kills  50  kills");
  });

  test("with a target that is none is a bug", () => {
    expect(() => toRow({ name: "x", value: 1, unit: "", target: "fast" })).toThrow(/not a target/);
  });
});

describe("a body of the load", () => {
  test("is read by the gateway's own decoders as the points that it stands for", () => {
    const otlp = otlpBody({ sender: "a", points: 123 });
    expect([otlp.times.length, otlp.values.length]).toEqual([123, 123]);
    const view = new DataView(otlp.bytes.buffer, otlp.bytes.byteOffset);
    for (const at of otlp.times) view.setBigUint64(at, BigInt(NOW_MS) * 1_000_000n, true);
    const intake = decodeOtlp({ signal: "metrics", encoding: "protobuf", bytes: otlp.bytes }, LIMITS);
    expect(intake.ok && [intake.value.accepted, intake.value.rejected.count]).toEqual([123, 0]);
  });

  test("has the same number of series as remote write", () => {
    const body = remoteWriteBody({ sender: "a", points: 123 });
    expect([body.times.length, body.values.length]).toEqual([123, 123]);
    const bytes = uncompress(body.bytes);
    const intake = decodeRemoteWrite(bytes, { ...LIMITS, maxTimeMs: Number.MAX_SAFE_INTEGER });
    expect(intake.ok && intake.value.accepted + intake.value.rejected.count).toBe(123);
  });

  test("in one literal is a snappy block", () => {
    for (const size of [1, 127, 128, 70_000]) {
      const bytes = new Uint8Array(size).fill(7);
      expect(uncompress(snappyLiteral(bytes))).toEqual(bytes);
    }
  });
});

describe("an answer", () => {
  test("ends where its length or its last chunk says", () => {
    const texts = [
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
      "HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "HTTP/1.1 204 No Content\r\n\r\n",
    ];
    for (const text of texts) {
      const status = Number(text.slice(9, 12));
      expect(measureAnswer(`${text}HTTP/1.1`)).toEqual({ status, sizeBytes: text.length });
    }
    expect(measureAnswer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell")).toBeNull();
    expect(measureAnswer("HTTP/1.1 200")).toBeNull();
  });
});

test("the load process counts what was served and sends no instant twice", async () => {
  const instants = new Set<string>();
  let requests = 0;
  const server = createServer((request, response) => {
    const chunks: Uint8Array[] = [];
    request.on("data", (chunk: Uint8Array) => chunks.push(chunk));
    request.on("end", () => {
      const body = new DataView(concatBytes(chunks).buffer);
      instants.add(String(body.getBigUint64(template.times[0] ?? 0, true)));
      response.writeHead(requests++ % 2 === 0 ? 200 : 503).end("{}");
    });
  });
  const template = otlpBody({ sender: "a", points: 10 });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const load = startLoad();
  const { port } = server.address() as AddressInfo;
  const job = {
    port,
    host: "localhost",
    path: "/v1/metrics",
    headers: {},
    bodies: [template, template],
    startMs: NOW_MS,
  };
  const result = await load.run({ ...job, warmUpMs: 50, durationMs: 300 });
  load.stop();
  server.close();
  expect(result.requests).toBeGreaterThan(0);
  expect(result.refusals["503"]).toBeGreaterThan(0);
  expect(instants.size).toBe(requests);
});

describe("a large directory", () => {
  test("is filled up to the number wanted, and again adds none", async () => {
    const database = new DatabaseSync(":memory:");
    const names = (await readdir("migrations/directory")).filter((name) => name.endsWith(".sql"));
    for (const name of names.sort()) database.exec(await readFile(`migrations/directory/${name}`, "utf8"));
    const count = (table: string) => database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.["n"];
    for (const wanted of [30, 30, 55]) {
      listTenants(database, wanted, () => undefined);
      expect(count("tenants")).toBe(wanted);
    }
    expect(count("domains")).toBe(6);
    database.close();
  });
});

describe("finding and keeping tenants", () => {
  test("asks the directory once for each, however often they are resolved", async () => {
    const rows = await measureWarm(plainTenant, 10);
    expect(rows.map(({ name }) => name)).toEqual(["warm resolution"]);
  });

  test("is weighed by an estimate and by the heap", () => {
    const [estimate, heap] = measureBundles(200);
    expect([estimate?.unit, heap?.unit]).toEqual(["bytes", "bytes"]);
  });
});

test("a paced load sends all that was due and tells what was refused", async () => {
  let requests = 0;
  const server = createServer((_, response) => void response.writeHead(requests++ < 15 ? 200 : 429).end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const ask = () => ({ path: "/", sending: {} });
  const { latenciesMs, refusals } = await sendPaced(url, { perSecond: 200, durationMs: 100, ask });
  server.close();
  expect([latenciesMs.length, refusals]).toEqual([15, { "429": 5 }]);
});

describe("a tenant's bill", () => {
  const before = { nowMs: 0, counts: { requests: 5 }, cpuMs: 10 };
  const stored = { bucketBytes: 0, objectBytes: 0, databaseBytes: 4_096 };

  test("is what came about between two counts, stretched to a month", () => {
    const after = {
      nowMs: 1,
      counts: { requests: 8, queueMessages: 2 },
      cpuMs: 15,
      stored: { bucketBytes: 100, objectBytes: 7, databaseBytes: 4_096 },
    };
    const use = useOf({ before: { ...before, stored }, after }, 10);
    expect(use).toMatchObject({ requests: 30, queueOperations: 60, cpuMs: 50 });
    expect(use).toMatchObject({ bucketBytes: 1_000, databaseBytes: 0, objectRowsWritten: 0 });
  });

  test("has a page of the database where rows were written and it did not grow", () => {
    const counts = { databaseRowsWritten: 1 };
    const use = useOf({ before: { ...before, stored }, after: { nowMs: 1, counts, cpuMs: 10, stored } }, 10);
    expect(use).toMatchObject({ databaseRowsWritten: 10, databaseBytes: 40_960 });
  });

  test("is the sum of its parts at the prices of the table", () => {
    expect(dollarsOf("objectRowsWritten", 2_000_000)).toBe(2);
    expect(monthlyDollars({ objectRowsWritten: 2_000_000, requests: 1_000_000 })).toBeCloseTo(2.3);
  });

  test("is counted by a module that imports the built Worker and knows its clock", async () => {
    const source = await frontOf({ speed: 300, originMs: NOW_MS });
    expect(source).toContain('from "./worker.js"');
    expect(source).not.toMatch(/CLOCK_|src\/worker/);
  });
});
