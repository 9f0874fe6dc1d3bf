// Hostile bodies over HTTP: each gets a clear refusal or a partial success with a stable code, nothing of a refused one is
// stored, and the gateway goes on serving.

import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { logRecords, rawValues, type Asked } from "../../support/node/ask.ts";
import { CONTENT_TYPES, encode, ENCODINGS, logsRequest, nowNanos } from "../../support/node/otlp-requests.ts";
import type { Encoding, Signal } from "../../support/node/otlp-requests.ts";
import { byText } from "../../support/node/sent-values.ts";
import { send, type Reply } from "../../support/node/send.ts";
import type { JsonMessage } from "../../support/otlp-protobuf.ts";
import { BOMBS, CROWDS, DEEP, invalidUtf8, MEBIBYTE, TOO_MUCH } from "./bodies.ts";

let gateway: TestGateway;
let asked: Asked;
beforeAll(async () => {
  gateway = await startTestGateway();
  asked = { url: gateway.url, key: (await gateway.createTenant()).engineerKey };
});
afterAll(() => gateway.stop());

interface Attempt {
  readonly signal?: Signal;
  readonly encoding?: Encoding;
  readonly body?: Uint8Array;
  readonly chunks?: Iterable<Uint8Array>;
  readonly coding?: string;
}

function attempt({ signal = "logs", encoding = "protobuf", coding, ...data }: Attempt): Promise<Reply> {
  const headers = {
    "content-type": CONTENT_TYPES[encoding],
    ...(coding === undefined ? {} : { "content-encoding": coding }),
  };
  return send(asked.url, { path: `/v1/${signal}`, key: asked.key, headers, ...data });
}

const SECONDS = 1_000;

/** Refused with one of these statuses and words of the refusal, and quickly. */
async function expectRefusal(hostile: Attempt, status: number, words: RegExp): Promise<void> {
  const before = Date.now();
  const reply = await attempt(hostile);
  expect([reply.status, reply.body.toString("utf8")]).toEqual([status, expect.stringMatching(words)]);
  expect(Date.now() - before).toBeLessThan(20 * SECONDS);
  expect(gateway.bugs).toEqual([]);
}

describe("a bomb is refused before it goes off:", () => {
  for (const [name, bomb] of Object.entries(BOMBS)) {
    it(`is ${name}`, () => expectRefusal(bomb(), 413, /larger than \d+ bytes when decompressed/));
  }

  it("a snappy bomb by remote write", async () => {
    for (const name of ["a snappy bomb", "a snappy block that lies"]) {
      const { body } = (BOMBS[name] as (typeof BOMBS)[string])();
      const headers = { "content-type": "application/x-protobuf", "content-encoding": "snappy" };
      const reply = await send(asked.url, { path: "/api/v1/write", key: asked.key, headers, body });
      expect([reply.status, JSON.parse(reply.body.toString())]).toMatchObject([
        413,
        { code: "request.too_large", retryable: false },
      ]);
    }
  });
});

describe("a body that is too large is refused:", () => {
  const tooLarge = /may have at most 8388608 bytes/;
  it("100 MB that say so", () => expectRefusal({ body: new Uint8Array(100_000_000) }, 413, tooLarge));
  it("100 MB that do not say so", () => {
    const chunk = new Uint8Array(1_000_000);
    return expectRefusal({ chunks: Array.from({ length: 100 }, () => chunk) }, 413, tooLarge);
  });
  it("one byte too many", () => expectRefusal({ body: new Uint8Array(8 * MEBIBYTE + 1) }, 413, tooLarge));
  it("a JSON query of 1 MB", async () => {
    const reply = await send(asked.url, {
      path: "/v1/query",
      key: asked.key,
      json: { queries: ["x".repeat(1_000_000)] },
    });
    expect([reply.status, JSON.parse(reply.body.toString())]).toMatchObject([
      413,
      { code: "request.too_large" },
    ]);
  });
  it("by somebody without a key, who learns only that", async () => {
    const headers = { "content-type": CONTENT_TYPES.protobuf };
    const reply = await send(asked.url, { path: "/v1/logs", headers, body: new Uint8Array(20_000_000) });
    expect(reply.status).toBe(401);
  });
});

describe("a body whose parts cost more than their bytes does no harm:", () => {
  for (const [name, [signal, encoding, make]] of Object.entries(CROWDS)) {
    it(`is ${name}`, async () => {
      const before = Date.now();
      const reply = await attempt({ signal, encoding, body: gzipSync(make()), coding: "gzip" });
      expect([200, 400, 413]).toContain(reply.status);
      expect(Date.now() - before).toBeLessThan(20 * SECONDS);
      expect(gateway.bugs).toEqual([]);
    });
  }
});

describe("a body that nests without end is refused or rejected:", () => {
  for (const [name, [encoding, make]] of Object.entries(DEEP)) {
    it(`is ${name}`, async () => {
      const reply = await attempt({ encoding, body: make() });
      const text = reply.body.toString("utf8");
      if (reply.status === 200) expect(text).toMatch(/1 rejected: .*(?:nest|deep)/);
      else
        expect([reply.status, text]).toEqual([
          400,
          expect.stringMatching(/nest|deep|not (?:valid JSON|a JSON object)/),
        ]);
      expect(gateway.bugs).toEqual([]);
    });
  }

  it("a query 10,000 levels deep", async () => {
    const body = Buffer.from("[".repeat(10_000));
    const reply = await send(asked.url, {
      path: "/v1/query",
      key: asked.key,
      headers: { "content-type": "application/json" },
      body,
    });
    expect([reply.status, JSON.parse(reply.body.toString())]).toMatchObject([
      400,
      { code: "request.malformed" },
    ]);
  });
});

describe("one row too much is rejected with its reason and the row beside it is stored:", () => {
  for (const encoding of ENCODINGS) {
    for (const [name, make] of Object.entries(TOO_MUCH)) {
      it(`${name} in ${encoding}`, async () => {
        const good = `good.${encoding}.${name.replaceAll(/\W/g, "_")}`;
        const [signal, request] = make(good);
        const reply = await attempt({
          signal,
          encoding,
          body: encode(signal, encoding, request as JsonMessage),
        });
        expect([reply.status, reply.body.toString("utf8")]).toEqual([
          200,
          expect.stringMatching(/1 rejected: 1 (?:with|outside)/),
        ]);
        if (signal === "metrics") expect(await rawValues(asked, good)).toEqual([1]);
        else expect(await logRecords(asked, { text: good })).toHaveLength(1);
      });
    }
  }
});

describe("a body that is not text where it should be is refused:", () => {
  it("in protobuf", () => expectRefusal({ signal: "metrics", body: invalidUtf8() }, 400, /not valid UTF-8/));
  it("in JSON", () =>
    expectRefusal(
      { encoding: "json", body: Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]) },
      400,
      /not (?:valid )?UTF-8/,
    ));
  it("in JSON with half a surrogate pair", async () => {
    const record = `{"timeUnixNano":"${nowNanos()}","body":{"stringValue":"half \\ud800"}}`;
    const reply = await attempt({
      encoding: "json",
      body: Buffer.from(`{"resourceLogs":[{"scopeLogs":[{"logRecords":[${record}]}]}]}`),
    });
    expect([200, 400]).toContain(reply.status);
    expect(gateway.bugs).toEqual([]);
    expect((await logRecords(asked, { text: "half" })).length).toBe(reply.status === 200 ? 1 : 0);
  });
});

describe("a request cut anywhere", () => {
  const ids = { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7" };
  const record = (body: string) => ({
    timeUnixNano: nowNanos(),
    body: { stringValue: body },
    severityText: "é",
    attributes: [{ key: "k", value: { arrayValue: { values: [{ intValue: "-1" }] } } }],
    ...ids,
  });

  it("is stored to the last whole part or not at all", async () => {
    const parts = ["first", "second"].map((body) =>
      encode("logs", "protobuf", logsRequest([record(`cut ${body}`)])),
    );
    const whole = Buffer.concat(parts);
    const statuses: number[] = [];
    for (let length = 0; length <= whole.length; length++)
      statuses.push((await attempt({ body: whole.subarray(0, length) })).status);
    const accepted = statuses.flatMap((status, length) => (status === 200 ? [length] : []));
    expect(accepted).toEqual([0, (parts[0] as Uint8Array).length, whole.length]);
    expect(new Set(statuses)).toEqual(new Set([200, 400]));
    const stored = (await logRecords(asked, { text: "cut " })).map(({ body }) => body);
    expect(stored.map(String).toSorted(byText)).toEqual(["cut first", "cut first", "cut second"]);
  });

  it("in JSON is not stored at all", async () => {
    const whole = encode("logs", "json", logsRequest([record("json cut")]));
    for (let length = 0; length < whole.length; length += 3) {
      expect(
        (await attempt({ encoding: "json", body: whole.subarray(0, length) })).status,
        `${length} bytes`,
      ).toBe(400);
    }
    expect(await logRecords(asked, { text: "json cut" })).toEqual([]);
  });
});
