// A table as the bytes of a batch (see layout.ts): what one row of a shard's write-ahead store holds.

import { utf8 } from "../../kernel/bytes.ts";
import { columnsOf, type Signal } from "../signals.ts";
import { type Column, type DictColumn, type I64Column, NULL_CODE, type Table } from "../table.ts";
import { compressZstd } from "../zstd.ts";
import { ByteWriter } from "./byte-writer.ts";
import {
  BATCH_VERSION,
  CONSTANT,
  HEADER_BYTES,
  KIND_CODES,
  NULL_OF_WIDTH,
  PLAIN,
  SEQ,
  SIGNAL_CODES,
} from "./layout.ts";
import { SPLIT, UNCOMPRESSED, unsignedArray, widthFor, ZSTD } from "./layout.ts";

/** Filled and emptied within one call: a buffer for each request would cost more than the request's bytes. */
const body = new ByteWriter();

export function encodeBatch(table: Table): Uint8Array {
  try {
    writeBody(body, table);
    return seal(body.bytes());
  } finally {
    body.clear();
  }
}

/** What is smaller costs more time to compress than it saves in room: a block compresses it soon enough. */
const WORTH_COMPRESSING_BYTES = 2_048;

/** Compresses a body and puts the header before it. */
function seal(bytes: Uint8Array): Uint8Array {
  const packed = bytes.byteLength < WORTH_COMPRESSING_BYTES ? bytes : compressZstd(bytes);
  const isSmaller = packed.byteLength < bytes.byteLength;
  const payload = isSmaller ? packed : bytes;
  const batch = new Uint8Array(HEADER_BYTES + payload.byteLength);
  batch[0] = BATCH_VERSION;
  batch[1] = isSmaller ? ZSTD : UNCOMPRESSED;
  new DataView(batch.buffer).setUint32(2, bytes.byteLength, true);
  batch.set(payload, HEADER_BYTES);
  return batch;
}

/** Of each signal the columns in their stored order, with the bytes of their names. */
const NAMES = Object.fromEntries(
  SIGNAL_CODES.map((signal) => [signal, columnsOf(signal).map(([name]) => [name, utf8(name)] as const)]),
) as unknown as Record<Signal, readonly (readonly [string, Uint8Array])[]>;

function writeBody(writer: ByteWriter, { signal, rows, columns }: Table): void {
  const stored = NAMES[signal].filter(([name]) => isStored(name, columns[name]));
  writer.u8(SIGNAL_CODES.indexOf(signal));
  writer.u32(rows);
  writer.u8(stored.length);
  for (const [name, bytes] of stored) {
    const column = columns[name] as Column;
    writer.u8(bytes.length);
    writer.array(bytes);
    writer.u8(KIND_CODES.indexOf(column.kind));
    writeColumn(writer, column);
  }
}

function isStored(name: string, column: Column | undefined): boolean {
  if (name === SEQ || column === undefined) return false;
  if (column.kind === "text") return column.values.some((text) => text !== null);
  if (column.kind === "dict") return column.codes.some((code) => code !== NULL_CODE);
  if (column.valid !== null) return column.valid.includes(1);
  return column.kind !== "i32" || column.values.some((value) => value !== 0);
}

function writeColumn(writer: ByteWriter, column: Column): void {
  if (column.kind === "dict") return writeDict(writer, column);
  if (column.kind === "text") return writeStrings(writer, column.values);
  writer.u8(column.valid === null ? 0 : 1);
  if (column.valid !== null) writer.array(column.valid);
  if (column.kind === "i64") return writeI64(writer, column);
  writer.array(column.values);
}

function writeDict(writer: ByteWriter, { codes, values }: DictColumn): void {
  writeStrings(writer, values);
  if (values.length === 1 && !codes.includes(NULL_CODE)) return writer.u8(0);
  const width = widthFor(values.length);
  writer.u8(width);
  if (width === 4) return writer.array(codes);
  // Storing into the narrower array keeps the low bits: NULL_CODE becomes all ones.
  const narrow = unsignedArray(width, codes.length);
  narrow.set(codes);
  writer.array(narrow);
}

function writeStrings(writer: ByteWriter, values: readonly (string | null)[]): void {
  let longest = 0;
  for (const value of values) if (value !== null && value.length > longest) longest = value.length;
  const width = widthFor(longest);
  const lengths = unsignedArray(width, values.length);
  for (let at = 0; at < values.length; at++) lengths[at] = values[at]?.length ?? NULL_OF_WIDTH[width];
  writer.u32(values.length);
  writer.u8(width);
  writer.array(lengths);
  // `join` writes null as nothing.
  writer.text(values.join(""));
}

function writeI64(writer: ByteWriter, { values }: I64Column): void {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
  if (isConstant(words)) {
    writer.u8(CONSTANT);
    return writer.array(values.subarray(0, 1));
  }
  if (values.length === 0) return writer.u8(PLAIN);
  // High words of times barely change: apart from the low ones they compress to almost nothing.
  writer.u8(SPLIT);
  for (const half of [0, 1]) {
    const plane = new Uint32Array(values.length);
    for (let at = 0; at < plane.length; at++) plane[at] = words[at * 2 + half] as number;
    writer.array(plane);
  }
}

function isConstant(words: Uint32Array): boolean {
  if (words.length === 0) return false;
  for (let at = 2; at < words.length; at++) if (words[at] !== words[at - 2]) return false;
  return true;
}
