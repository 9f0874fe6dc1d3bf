// The values and levels of one page, after its compression is taken off, held against the number of values that its head states:
// each way to write values has a check that its reader ends, and makes no more of them than there are bytes for.
// Source: parquet-format Encodings.md.

import type { Encoding, ParquetType } from "hyparquet";
import { deltaBinaryUnpack } from "hyparquet/src/delta.js";
import { readRleBitPackedHybrid } from "hyparquet/src/encoding.js";
import { demand } from "./demand.ts";
import { checkDeltas, checkRuns } from "./parquet-streams.ts";

export interface Values {
  readonly bytes: Uint8Array;
  readonly at: number;
  readonly count: number;
  readonly type: ParquetType | undefined;
  readonly typeLength: number;
  readonly hasDictionary: boolean;
  /** What its values may take at most when they are written out. */
  readonly mostBytes: number;
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Bytes of a value at least; of a text its length is written before it. */
const WIDTHS: Readonly<Record<ParquetType, number>> = {
  BOOLEAN: 1 / 8,
  INT32: 4,
  INT64: 8,
  INT96: 12,
  FLOAT: 4,
  DOUBLE: 8,
  BYTE_ARRAY: 4,
  FIXED_LEN_BYTE_ARRAY: 0,
};

/** Returns how many bytes the values take when they are written out. */
function checkPlain({ bytes, at, count, type, typeLength }: Values): number {
  demand(type !== undefined, "values of no type");
  const width = WIDTHS[type] || typeLength;
  demand(width > 0 && count * width <= bytes.length - at, "more values than bytes");
  return bytes.length;
}

function checkIndices({ bytes, at, count, type, hasDictionary }: Values): number {
  const width = bytes[at];
  demand(hasDictionary && type !== "BOOLEAN" && width !== undefined, "indices into nothing");
  // Of no width they may be left out: each is the first.
  if (width > 0 || at + 1 < bytes.length) checkRuns({ bytes, at: at + 1 }, width, count);
  return bytes.length;
}

function checkFlags({ bytes, at, count, type }: Values): number {
  demand(type === "BOOLEAN", "runs of what is no flag");
  checkRuns({ bytes, at: at + 4 }, 1, count);
  return bytes.length;
}

function checkNumbers({ bytes, at, count, type }: Values): number {
  demand(type === "INT32" || type === "INT64", "deltas of what is no number");
  checkDeltas({ bytes, at }, count);
  return bytes.length;
}

/** Lengths are deltas too: checked, then read. */
function readLengths(reader: { view: DataView; offset: number }, { bytes, count }: Values): Int32Array {
  checkDeltas({ bytes, at: reader.offset }, count);
  const lengths = new Int32Array(count);
  deltaBinaryUnpack(reader, count, lengths);
  return lengths;
}

function checkTexts(values: Values): number {
  demand(values.type === "BYTE_ARRAY", "lengths of what has none");
  readLengths({ view: viewOf(values.bytes), offset: values.at }, values);
  return values.bytes.length;
}

/** Each repeats the beginning of the one before it: a few bytes can stand for a lot. */
function checkFrontCoded(values: Values): number {
  demand(values.type === "BYTE_ARRAY" || values.type === "FIXED_LEN_BYTE_ARRAY", "lengths of what has none");
  const reader = { view: viewOf(values.bytes), offset: values.at };
  const repeated = readLengths(reader, values);
  const own = readLengths(reader, values);
  let [total, before] = [0, 0];
  for (const [index, prefix] of repeated.entries()) {
    const suffix = own[index] ?? 0;
    demand(prefix >= 0 && prefix <= before && suffix >= 0, "more repeated than there is");
    before = prefix + suffix;
    total += before;
    demand(total <= values.mostBytes, "a page that grows past its bound");
  }
  return total;
}

const CHECKS: Readonly<Partial<Record<Encoding, (values: Values) => number>>> = {
  PLAIN: checkPlain,
  BYTE_STREAM_SPLIT: checkPlain,
  PLAIN_DICTIONARY: checkIndices,
  RLE_DICTIONARY: checkIndices,
  RLE: checkFlags,
  DELTA_BINARY_PACKED: checkNumbers,
  DELTA_LENGTH_BYTE_ARRAY: checkTexts,
  DELTA_BYTE_ARRAY: checkFrontCoded,
};

/** Returns how many bytes the values take when they are written out. Throws a RangeError. */
export function checkValues(encoding: Encoding | undefined, values: Values): number {
  const check = encoding === undefined ? undefined : CHECKS[encoding];
  demand(check !== undefined, "an encoding of no name");
  return check(values);
}

export interface LevelRuns {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** The highest level there is. */
  readonly most: number;
  readonly count: number;
}

/** The levels of one page; none is higher than the highest. */
export function readLevels({ bytes, start, end, most, count }: LevelRuns): Uint8Array {
  demand(end >= start && end <= bytes.length, "levels past the end");
  const width = 32 - Math.clz32(most);
  const runs = bytes.subarray(start, end);
  checkRuns({ bytes: runs, at: 0 }, width, count);
  const levels = new Uint8Array(count);
  readRleBitPackedHybrid({ view: viewOf(bytes), offset: start }, width, levels, runs.length);
  demand(
    levels.every((level) => level <= most),
    "a level that is none",
  );
  return levels;
}
