// Prometheus remote write 1.0 (prometheus.io/docs/specs/prw/remote_write_spec) by hand: what is asked of a receiver, and what a
// sender may get wrong.

import { gzipSync } from "node:zlib";
import { compress } from "snappyjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestGateway, type TestGateway, type TestTenant } from "../../support/gateway.ts";
import { remoteWrite, type WrittenSeries } from "../../support/ingest.ts";
import { rawSeries, rawValues, type Asked } from "../../support/node/ask.ts";
import { jsonOf, send, type Reply } from "../../support/node/send.ts";

let gateway: TestGateway;
let tenant: TestTenant;
let asked: Asked;
beforeAll(async () => {
  gateway = await startTestGateway();
  tenant = await gateway.createTenant();
  asked = { url: gateway.url, key: tenant.engineerKey };
});
afterAll(() => gateway.stop());

const HEADERS = {
  "content-type": "application/x-protobuf",
  "content-encoding": "snappy",
  "x-prometheus-remote-write-version": "0.1.0",
  "user-agent": "test/1.0",
};

function write(
  series: readonly WrittenSeries[],
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  return writeBytes(compress(remoteWrite(series)), headers);
}

function writeBytes(body: Uint8Array, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
  return send(gateway.url, {
    path: "/api/v1/write",
    key: asked.key,
    body,
    headers: { ...HEADERS, ...headers },
  });
}

const now = Date.now();
let names = 0;
/** A metric of its own for each test. */
const newName = () => `m${names++}`;
const one = (name: string, value: number | Uint8Array = 1, timeMs = now): WrittenSeries => ({
  labels: [
    ["__name__", name],
    ["job", "j"],
  ],
  samples: [{ value, timeMs }],
});

const codeOf = (reply: Reply) => (JSON.parse(reply.body.toString("utf8")) as { code: string }).code;

describe("a remote-write receiver", () => {
  it("answers 204 without a body once the samples are stored", async () => {
    const name = newName();
    const reply = await write([one(name, 4.5)]);
    expect([reply.status, reply.body.byteLength, reply.headers["x-traceo-rejected-samples"]]).toEqual([
      204,
      0,
      undefined,
    ]);
    const [series] = await rawSeries(asked, name);
    expect(series).toMatchObject({
      labels: { __name__: name, job: "j" },
      kind: "gauge",
      points: [{ value: 4.5, time_unix_nano: `${now}000000` }],
    });
  });

  it("takes names of sums for cumulative sums and keeps every label as text", async () => {
    const name = `${newName()}_total`;
    await write([
      {
        labels: [
          ["__name__", name],
          ["le", "+Inf"],
          ["é", '語\n"\\'],
        ],
        samples: [{ value: 1, timeMs: now }],
      },
    ]);
    const [series] = await rawSeries(asked, name);
    expect(series).toMatchObject({ kind: "sum", temporality: "cumulative", is_monotonic: true });
    expect(series?.labels).toEqual({ __name__: name, le: "+Inf", é: '語\n"\\' });
  });

  it("takes many series and samples at once, in any order, and an empty request", async () => {
    const name = newName();
    const samples = Array.from({ length: 50 }, (_, at) => ({ value: at, timeMs: now - at * 1_000 }));
    const series = Array.from({ length: 20 }, (_, at) => ({
      labels: [
        ["__name__", name],
        ["n", String(at).padStart(2, "0")],
      ] as const,
      samples,
    }));
    expect((await write(series)).status).toBe(204);
    const found = await rawSeries(asked, name);
    expect(found).toHaveLength(20);
    const expected = samples.map(({ value }) => value).toReversed();
    for (const { points } of found) expect(points.map(({ value }) => value)).toEqual(expected);
    expect((await write([])).status).toBe(204);
  });

  it("stores old samples that come late, and of two at one instant the later write", async () => {
    const name = newName();
    for (const [value, timeMs] of [
      [1, now],
      [2, now - 60_000],
      [3, now],
    ] as const)
      await write([one(name, value, timeMs)]);
    expect(await rawValues(asked, name)).toEqual([2, 3]);
  });

  it("stores a repeated request once and acknowledges it", async () => {
    const name = newName();
    for (let attempt = 0; attempt < 3; attempt++) expect((await write([one(name)])).status).toBe(204);
    expect(await rawValues(asked, name)).toEqual([1]);
  });

  it("keeps stale markers, NaN and the infinities", async () => {
    const name = newName();
    const stale = Uint8Array.of(0x02, 0, 0, 0, 0, 0, 0xf0, 0x7f);
    const values = [1, stale, Number.NaN, Infinity, -Infinity];
    await write(values.map((value, at) => one(name, value, now - 5_000 + at)));
    expect(await rawValues(asked, name)).toEqual([1, "NaN", "NaN", "Infinity", "-Infinity"]);
  });

  it("drops and counts what it cannot keep, and stores the rest", async () => {
    const name = newName();
    const samples = [
      { value: 1, timeMs: 1_000 },
      { value: 2, timeMs: now },
      { value: 3, timeMs: 4_102_444_800_000 },
    ];
    const reply = await write([{ labels: [["__name__", name]], samples, histograms: 2 }]);
    expect([reply.status, reply.headers["x-traceo-rejected-samples"]]).toEqual([204, "4"]);
    expect(await rawValues(asked, name)).toEqual([2]);
  });

  it("keeps exemplars", async () => {
    const name = newName();
    const exemplars = [
      {
        labels: [
          ["trace_id", "4bf92f3577b34da6a3ce929d0e0e4736"],
          ["user", "u1"],
        ] as const,
        value: 0.25,
      },
    ];
    expect((await write([{ ...one(name), exemplars }])).status).toBe(204);
    const [series] = await rawSeries(asked, name);
    expect(series?.points[0]?.["exemplars"]).toMatchObject([
      { asDouble: 0.25, traceId: "4bf92f3577b34da6a3ce929d0e0e4736" },
    ]);
  });

  it("takes the key as a basic password too", async () => {
    const name = newName();
    const authorization = `Basic ${Buffer.from(`anyone:${asked.key}`).toString("base64")}`;
    const reply = await send(gateway.url, {
      path: "/api/v1/write",
      body: compress(remoteWrite([one(name)])),
      headers: { ...HEADERS, authorization },
    });
    expect(reply.status).toBe(204);
    expect(await rawValues(asked, name)).toEqual([1]);
  });
});

describe("a remote-write request is refused whole, with 4xx so that it is not repeated,", () => {
  const bytes = remoteWrite([one("refused")]);
  const framed = Buffer.concat([
    Buffer.from([0xff, 0x06, 0x00, 0x00]),
    Buffer.from("sNaPpY"),
    compress(bytes),
  ]);
  const labels = (...pairs: (readonly [string, string])[]) =>
    compress(remoteWrite([{ labels: pairs, samples: [{ value: 1, timeMs: now }] }]));
  const refusals: [string, Uint8Array, Readonly<Record<string, string>>, number, string][] = [
    [
      "when it is version 2.0",
      compress(bytes),
      { "content-type": "application/x-protobuf;proto=io.prometheus.write.v2.Request" },
      415,
      "request.unsupported_media_type",
    ],
    [
      "when it is JSON",
      Buffer.from("{}"),
      { "content-type": "application/json" },
      415,
      "request.unsupported_media_type",
    ],
    [
      "when it is compressed by another coding",
      gzipSync(bytes),
      { "content-encoding": "gzip" },
      415,
      "request.unsupported_encoding",
    ],
    ["in snappy's framing format", framed, {}, 400, "telemetry.malformed"],
    ["when it is not compressed at all", bytes, {}, 400, "telemetry.malformed"],
    ["without a body", new Uint8Array(0), {}, 400, "telemetry.malformed"],
    ["when the snappy block is cut", compress(bytes).slice(0, -1), {}, 400, "telemetry.malformed"],
    ["when the protobuf is cut", compress(bytes.slice(0, -1)), {}, 400, "telemetry.malformed"],
    ["when a series has no name", labels(["job", "j"]), {}, 400, "telemetry.malformed"],
    [
      "when the labels are not sorted",
      labels(["__name__", "refused"], ["b", "1"], ["a", "1"]),
      {},
      400,
      "telemetry.malformed",
    ],
    [
      "when a label stands twice",
      labels(["__name__", "refused"], ["a", "1"], ["a", "2"]),
      {},
      400,
      "telemetry.malformed",
    ],
    ["when a label has no name", labels(["", "x"], ["__name__", "refused"]), {}, 400, "telemetry.malformed"],
  ];
  for (const [name, body, headers, status, code] of refusals) {
    it(`${name}: ${code}`, async () => {
      const reply = await writeBytes(body, headers);
      expect([reply.status, codeOf(reply), reply.headers["content-type"]]).toEqual([
        status,
        code,
        "application/problem+json",
      ]);
      expect(await rawValues(asked, "refused")).toEqual([]);
    });
  }

  it("without the snappy header", async () => {
    const { "content-encoding": _, ...headers } = HEADERS;
    const reply = await send(gateway.url, {
      path: "/api/v1/write",
      key: asked.key,
      body: compress(bytes),
      headers,
    });
    expect([reply.status, codeOf(reply)]).toEqual([415, "request.unsupported_encoding"]);
  });

  it("without a key, by a viewer, and on another tenant's host", async () => {
    const body = compress(bytes);
    const other = await gateway.createTenant();
    const attempts = [
      [{}, 401],
      [{ key: tenant.viewerKey }, 403],
      [{ key: asked.key, host: `${other.slug}.localhost` }, 401],
      [{ key: asked.key, host: "nobody-here.localhost" }, 404],
    ] as const;
    for (const [who, status] of attempts) {
      expect(
        (await send(gateway.url, { path: "/api/v1/write", body, headers: HEADERS, ...who })).status,
      ).toBe(status);
    }
    const found = await send(gateway.url, {
      path: "/v1/query",
      key: other.engineerKey,
      json: { queries: [{ name: "q", metric: "refused" }], from: "now-1h" },
    });
    expect(jsonOf(found)).toMatchObject({ results: [{ series: [] }] });
  });
});
