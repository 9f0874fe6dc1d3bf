// One struct of Thrift's compact protocol walked without making anything of it, so that whoever reads it afterwards ends: no
// number is endless, no list longer than the bytes that are left, nothing nested for ever.
// Source: thrift-compact-protocol.md of Apache Thrift; maps, sets and UUIDs are in no Parquet file.

import { demand } from "./demand.ts";

interface Skim {
  readonly bytes: Uint8Array;
  at: number;
  values: number;
}

/** LIMITS: what heads and directories of real files stay far below; long texts deep inside are statistics. */
const MOST_DEPTH = 16;
const MOST_VALUES = 1_048_576;
const DEEP = 7;
const MOST_DEEP_BYTES = 4_096;
const VARINT_BYTES = 10;

const [STOP, BYTE, LIST_SIZE_FOLLOWS] = [0, 3, 15];

function skipBytes(skim: Skim, count: number): void {
  demand(count <= skim.bytes.length - skim.at, "bytes past the end");
  skim.at += count;
}

function takeByte(skim: Skim): number {
  const byte = skim.bytes[skim.at];
  demand(byte !== undefined, "bytes past the end");
  skim.at += 1;
  return byte;
}

function takeVarint(skim: Skim): number {
  let value = 0;
  for (let place = 0; place < VARINT_BYTES; place++) {
    const byte = takeByte(skim);
    value += (byte & 0x7f) * 2 ** (7 * place);
    if (byte < 0x80) return value;
  }
  throw new RangeError("an endless number");
}

function skipBinary(skim: Skim, depth: number): void {
  const length = takeVarint(skim);
  demand(depth < DEEP || length <= MOST_DEEP_BYTES, "a long statistic");
  skipBytes(skim, length);
}

function skipList(skim: Skim, depth: number): void {
  const head = takeByte(skim);
  const kind = head & 0x0f;
  const size = head >> 4 === LIST_SIZE_FOLLOWS ? takeVarint(skim) : head >> 4;
  // Whatever it is of, each element is a byte at least.
  demand(size <= skim.bytes.length - skim.at, "a list past the end");
  const isFlags = kind === 1 || kind === 2;
  for (let element = 0; element < size; element++) skipValue(skim, isFlags ? BYTE : kind, depth + 1);
}

const SKIPS: Readonly<Record<number, (skim: Skim, depth: number) => void>> = {
  1: () => undefined,
  2: () => undefined,
  3: (skim) => skipBytes(skim, 1),
  4: takeVarint,
  5: takeVarint,
  6: takeVarint,
  7: (skim) => skipBytes(skim, 8),
  8: skipBinary,
  9: skipList,
  12: (skim, depth) => skipStruct(skim, depth + 1),
};

function skipValue(skim: Skim, kind: number, depth: number): void {
  skim.values += 1;
  const skip = SKIPS[kind];
  demand(skip !== undefined && skim.values <= MOST_VALUES && depth <= MOST_DEPTH, "a value of no kind");
  skip(skim, depth);
}

function skipStruct(skim: Skim, depth: number): void {
  for (;;) {
    const head = takeByte(skim);
    const kind = head & 0x0f;
    if (kind === STOP) return;
    if (head >> 4 === 0) takeVarint(skim);
    skipValue(skim, kind, depth);
  }
}

/** The struct at `start` ends before the index that it gives. Throws a RangeError. */
export function skimThrift(bytes: Uint8Array, start: number): number {
  const skim = { bytes, at: start, values: 0 };
  skipStruct(skim, 1);
  return skim.at;
}
