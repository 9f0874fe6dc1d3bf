// Bodies made to hurt: small on the wire and large or endless once opened, deep, wide, not text, not the size they say.

import { deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { encode, gauge, logsRequest, metricsRequest, nowNanos } from "../../support/node/otlp-requests.ts";
import type { Encoding, Signal } from "../../support/node/otlp-requests.ts";

export const MEBIBYTE = 1_048_576;

const NOTHING = new Uint8Array(100 * MEBIBYTE);

/** 100 MiB of zeros by each coding; a gzip of many members; a snappy block that says it holds 4 GB, one that holds 96 MiB. */
export const BOMBS: Readonly<Record<string, () => { readonly coding: string; readonly body: Uint8Array }>> = {
  "a gzip bomb": () => ({ coding: "gzip", body: gzipSync(NOTHING) }),
  "a gzip bomb of many members": () => {
    const member = gzipSync(NOTHING.subarray(0, MEBIBYTE));
    return { coding: "gzip", body: Buffer.concat(Array.from({ length: 100 }, () => member)) };
  },
  "a deflate bomb": () => ({ coding: "deflate", body: deflateSync(NOTHING) }),
  "a zstd bomb": () => ({ coding: "zstd", body: zstdCompressSync(NOTHING) }),
  "a snappy block that lies": () => ({
    coding: "snappy",
    body: Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f, 0x00, 0x61),
  }),
  "a snappy bomb": () => ({ coding: "snappy", body: snappyZeros(96 * MEBIBYTE) }),
};

/** One zero, then copies of 64 bytes from one byte back. */
function snappyZeros(sizeBytes: number): Uint8Array {
  const length: number[] = [];
  for (let rest = sizeBytes; rest > 0; rest = Math.floor(rest / 128))
    length.push((rest % 128) | (rest >= 128 ? 0x80 : 0));
  const copies = Buffer.alloc(3 * Math.floor(sizeBytes / 64), Uint8Array.of((63 << 2) | 2, 1, 0));
  return Buffer.concat([Uint8Array.of(...length, 0x00, 0x00), copies]);
}

/** A text over and over until it has `sizeBytes`, between two others. */
export function filled(
  sizeBytes: number,
  part: string,
  [before, after]: readonly [string, string] = ["", ""],
): Buffer {
  const room = sizeBytes - before.length - after.length;
  return Buffer.concat([
    Buffer.from(before),
    Buffer.alloc(room - (room % part.length), part),
    Buffer.from(after),
  ]);
}

const LARGE = 15 * MEBIBYTE;
const empty = (tag: number): Buffer => Buffer.alloc(LARGE, Uint8Array.of(tag, 0));

/** The bytes as a message inside messages of these tags, the outermost first. */
function crowdAt(tags: readonly number[], bytes: Uint8Array): Uint8Array {
  return tags.toReversed().reduce((inner, tag) => {
    const length: number[] = [];
    for (let rest = inner.byteLength; ; rest = Math.floor(rest / 128)) {
      length.push((rest % 128) | (rest >= 128 ? 0x80 : 0));
      if (rest < 128) return Buffer.concat([Uint8Array.of(tag, ...length), inner]);
    }
  }, bytes);
}

function bucketCounts(): Uint8Array {
  const counts = crowdAt([0x42, 0x12], Buffer.alloc(LARGE, 1));
  const name = Uint8Array.of(0x0a, 1, 0x6d);
  return crowdAt([0x0a, 0x12, 0x12], Buffer.concat([name, crowdAt([0x52, 0x0a], counts)]));
}

/** Small once compressed, within the limit once opened, and full of parts that cost more than their bytes. */
export const CROWDS: Readonly<Record<string, readonly [Signal, Encoding, () => Uint8Array]>> = {
  "millions of empty resources": ["metrics", "protobuf", () => empty(0x0a)],
  "millions of unknown fields": ["logs", "protobuf", () => empty(0x7a)],
  "millions of empty JSON objects": [
    "logs",
    "json",
    () => filled(LARGE, "{},", ['{"resourceLogs":[', "{}]}"]),
  ],
  "millions of JSON keys": ["logs", "json", () => filled(LARGE, '"a":0,', ["{", '"b":0}'])],
  "millions of empty events of one span": [
    "traces",
    "protobuf",
    () => crowdAt([0x0a, 0x12, 0x12], empty(0x5a)),
  ],
  "millions of empty attributes of one log record": [
    "logs",
    "protobuf",
    () => crowdAt([0x0a, 0x12, 0x12], empty(0x32)),
  ],
  "millions of empty metrics": ["metrics", "protobuf", () => crowdAt([0x0a], empty(0x12))],
  "millions of bucket counts of one point": ["metrics", "protobuf", bucketCounts],
  "millions of brackets that never close": ["logs", "json", () => filled(LARGE, "[")],
  "a JSON text of 15 MiB": ["logs", "json", () => filled(LARGE, "a", ['{"x":"', '"}'])],
};

const value = (depth: number): string =>
  `${'{"arrayValue":{"values":['.repeat(depth)}{"intValue":"1"}${"]}}".repeat(depth)}`;

function protobufDepth(depth: number): Buffer {
  let inner = Buffer.from([0x18, 0x01]);
  const wrap = (tag: number, bytes: Buffer): Buffer => {
    const length: number[] = [];
    for (let rest = bytes.length; ; rest >>>= 7) {
      length.push(rest > 127 ? (rest & 127) | 128 : rest);
      if (rest <= 127) return Buffer.concat([Buffer.from([tag, ...length]), bytes]);
    }
  };
  for (let level = 0; level < depth; level++) inner = wrap(0x2a, wrap(0x0a, inner));
  const record = Buffer.concat([Buffer.from([0x09]), time(), wrap(0x2a, inner)]);
  return wrap(0x0a, wrap(0x12, wrap(0x12, record)));
}

function time(): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(nowNanos()));
  return bytes;
}

/** Nested deeper than any sender nests. */
export const DEEP: Readonly<Record<string, readonly [Encoding, () => Uint8Array]>> = {
  "10,000 arrays in JSON": ["json", () => Buffer.from("[".repeat(10_000) + "]".repeat(10_000))],
  "10,000 objects that never close": ["json", () => Buffer.from('{"a":'.repeat(10_000))],
  "a JSON value 5,000 levels deep": [
    "json",
    () =>
      Buffer.from(
        `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"${nowNanos()}","body":${value(5_000)}}]}]}]}`,
      ),
  ],
  "a protobuf value 5,000 levels deep": ["protobuf", () => protobufDepth(5_000)],
};

const label = (at: number) => ({ key: `label_${at}`, value: { stringValue: "v" } });
const text = (size: number) => ({ key: "long", value: { stringValue: "x".repeat(size) } });

/** Requests in form whose one bad row must be rejected with a reason; the good row beside it stays. */
export const TOO_MUCH: Readonly<Record<string, (good: string) => readonly [Signal, object]>> = {
  "1,000 labels": (good) => [
    "metrics",
    withGood(good, { attributes: Array.from({ length: 1_000 }, (_, at) => label(at)) }),
  ],
  "a label of 1 MB": (good) => ["metrics", withGood(good, { attributes: [text(1_000_000)] })],
  "a time in 1970": (good) => ["metrics", withGood(good, { timeUnixNano: "86400000000000" })],
  "a time in 2100": (good) => ["metrics", withGood(good, { timeUnixNano: "4102444800000000000" })],
  "the last instant of 64 bits": (good) => [
    "metrics",
    withGood(good, { timeUnixNano: "18446744073709551615" }),
  ],
  "a log body of 1 MB": (good) => [
    "logs",
    logsRequest([
      { timeUnixNano: nowNanos(), body: { stringValue: "x".repeat(1_000_000) } },
      { timeUnixNano: nowNanos(), body: { stringValue: good } },
    ]),
  ],
};

function withGood(good: string, bad: object): object {
  const point = { timeUnixNano: nowNanos(), asDouble: 1 };
  return metricsRequest([{ name: good, gauge: { dataPoints: [point, { ...point, asDouble: 2, ...bad }] } }]);
}

const utf8 = (name: string) => Buffer.from(encode("metrics", "protobuf", gauge(name, { asDouble: 1 })));

/** Bytes that are no UTF-8 in place of a name. */
export function invalidUtf8(): Buffer {
  const bytes = utf8("NAME_HERE");
  bytes.set([0xc3, 0x28, 0xff, 0xfe], bytes.indexOf("NAME_HERE"));
  return bytes;
}
