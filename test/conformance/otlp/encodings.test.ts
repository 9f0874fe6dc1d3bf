// Content codings and retransmission: what is compressed in any supported way is the same request, and a request that is
// sent again is stored once.

import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { logRecords, type Asked } from "../../support/node/ask.ts";
import {
  CONTENT_TYPES,
  encode,
  ENCODINGS,
  exportRequest,
  logsRequest,
  nowNanos,
} from "../../support/node/otlp-requests.ts";
import { byText } from "../../support/node/sent-values.ts";
import { send } from "../../support/node/send.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());

async function newTarget(): Promise<Asked> {
  return { url: gateway.url, key: (await gateway.createTenant()).engineerKey };
}

const saying = (...bodies: string[]) =>
  logsRequest(bodies.map((body) => ({ timeUnixNano: nowNanos(), body: { stringValue: body } })));
const said = async (target: Asked) => (await logRecords(target)).map(({ body }) => String(body));

const CODINGS: [string, (bytes: Uint8Array) => Uint8Array][] = [
  ["identity", (bytes) => bytes],
  ["", (bytes) => bytes],
  ["gzip", (bytes) => gzipSync(bytes)],
  ["GZIP", (bytes) => gzipSync(bytes)],
  ["x-gzip", (bytes) => gzipSync(bytes)],
  ["deflate", (bytes) => deflateSync(bytes)],
  ["zstd", (bytes) => zstdCompressSync(bytes)],
];

describe("a compressed export", () => {
  for (const encoding of ENCODINGS) {
    for (const [coding, compress] of CODINGS) {
      it(`is read: ${encoding} by \`${coding}\``, async () => {
        const target = await newTarget();
        const body = compress(encode("logs", encoding, saying("x".repeat(5_000), "é")));
        const headers = {
          "content-type": CONTENT_TYPES[encoding],
          ...(coding === "" ? {} : { "content-encoding": coding }),
        };
        const reply = await send(target.url, { path: "/v1/logs", key: target.key, body, headers });
        expect([reply.status, reply.body.byteLength < 3]).toEqual([200, true]);
        expect(await said(target)).toEqual(["x".repeat(5_000), "é"]);
      });
    }
  }

  it("is read from a body without a length", async () => {
    const target = await newTarget();
    const bytes = gzipSync(encode("logs", "protobuf", saying("in chunks")));
    const chunks = Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
    const headers = { "content-type": CONTENT_TYPES.protobuf, "content-encoding": "gzip" };
    expect((await send(target.url, { path: "/v1/logs", key: target.key, chunks, headers })).status).toBe(200);
    expect(await said(target)).toEqual(["in chunks"]);
  });

  it("is refused when the coding is unknown, chained, cut or a lie; nothing of it is stored", async () => {
    const target = await newTarget();
    const bytes = encode("logs", "protobuf", saying("never"));
    const tries: [string, Uint8Array, number][] = [
      ["br", brotliCompressSync(bytes), 415],
      ["gzip, gzip", gzipSync(gzipSync(bytes)), 415],
      ["constructor", bytes, 415],
      ["gzip", bytes, 400],
      ["gzip", gzipSync(bytes).subarray(0, -9), 400],
      ["gzip", new Uint8Array(0), 400],
      ["deflate", gzipSync(bytes), 400],
      ["zstd", zstdCompressSync(bytes).subarray(0, -3), 400],
      ["zstd", gzipSync(bytes), 400],
      ["snappy", bytes, 400],
    ];
    for (const [coding, body, status] of tries) {
      const headers = { "content-type": CONTENT_TYPES.protobuf, "content-encoding": coding };
      const reply = await send(target.url, { path: "/v1/logs", key: target.key, body, headers });
      expect([coding, body.byteLength, reply.status]).toEqual([coding, body.byteLength, status]);
    }
    expect(await said(target)).toEqual([]);
  });
});

describe("a retransmitted export", () => {
  it("of the same bytes is acknowledged again and stored once", async () => {
    const target = await newTarget();
    const request = saying("once");
    for (let attempt = 0; attempt < 3; attempt++) {
      expect((await exportRequest(target, { signal: "logs", encoding: "protobuf", request })).status).toBe(
        200,
      );
    }
    expect(await said(target)).toEqual(["once"]);
  });

  it("is stored once when the attempts overlap", async () => {
    const target = await newTarget();
    const request = saying("overlapping");
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => exportRequest(target, { signal: "logs", encoding: "json", request })),
    );
    expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
    expect(await said(target)).toEqual(["overlapping"]);
  });

  it("under an idempotency key is stored once, whatever else was sent between", async () => {
    const target = await newTarget();
    const request = saying("keyed");
    const headers = { "idempotency-key": "batch-1" };
    for (const between of ["a", "b"]) {
      expect(
        (await exportRequest(target, { signal: "logs", encoding: "protobuf", request }, { headers })).status,
      ).toBe(200);
      await exportRequest(target, { signal: "logs", encoding: "protobuf", request: saying(between) });
    }
    expect((await said(target)).toSorted(byText)).toEqual(["a", "b", "keyed"]);
  });

  it("is stored again when its bytes differ, and of an enterprise tenant's four shards too", async () => {
    const key = (await gateway.createTenant({ tier: "enterprise", jurisdiction: "us", isolation: "pool" }))
      .engineerKey;
    const target = { url: gateway.url, key };
    const many = Array.from({ length: 200 }, (_, at) => `line ${at}`);
    const request = saying(...many);
    for (let attempt = 0; attempt < 2; attempt++)
      await exportRequest(target, { signal: "logs", encoding: "protobuf", request });
    await exportRequest(target, { signal: "logs", encoding: "protobuf", request: saying("line 0") });
    expect((await said(target)).toSorted(byText)).toEqual([...many, "line 0"].toSorted(byText));
  });
});
