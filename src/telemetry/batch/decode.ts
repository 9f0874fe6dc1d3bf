// A table from the bytes of a batch (see layout.ts). INVARIANT: bytes that `encodeBatch` did not write give
// `telemetry.malformed`, never an exception and never more memory than MAX_BODY_BYTES and its rows.

import { fault } from "../../kernel/fault.ts";
import { failed, type Result } from "../../kernel/result.ts";
import { guardRefusals, malformed } from "../intake/refusal.ts";
import { type ColumnSpec, columnsOf, type Signal } from "../signals.ts";
import { type Column, type DictColumn, NULL_CODE, type Table, type TextColumn } from "../table.ts";
import { inflateZstd } from "../zstd.ts";
import { ByteReader } from "./byte-reader.ts";
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
import { SPLIT, UNCOMPRESSED, unsignedView, ZSTD } from "./layout.ts";

/** LIMIT: an ingest body of 16 MiB, its texts written out once for each row's dictionary entry, stays well below. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;
/** LIMIT: a constant column costs no bytes in a row, so rows are bounded apart; a request holds 100,000. */
const MAX_ROWS = 1 << 20;

/** `seq` is the shard's number of the batch, given to every row. */
export function decodeBatch(batch: Uint8Array, seq: bigint): Result<Table> {
  if (batch.byteLength < HEADER_BYTES) return failed(fault("telemetry.malformed", "a batch ends too early"));
  return guardRefusals(() => readBody(unseal(batch), seq));
}

function unseal(batch: Uint8Array): Uint8Array {
  const size = new DataView(batch.buffer, batch.byteOffset).getUint32(2, true);
  if (batch[0] !== BATCH_VERSION) malformed(`a batch has the unknown version ${batch[0]}`);
  if (size > MAX_BODY_BYTES) malformed("a batch is larger than any that was written");
  const payload = batch.subarray(HEADER_BYTES);
  const body = batch[1] === ZSTD ? decompress(payload, size) : payload;
  if (batch[1] !== ZSTD && batch[1] !== UNCOMPRESSED) malformed("a batch has an unknown compression");
  return body.byteLength === size ? body : malformed("a batch has not the size that it states");
}

function decompress(payload: Uint8Array, size: number): Uint8Array {
  try {
    return inflateZstd(payload, size);
  } catch {
    return malformed("a batch cannot be decompressed");
  }
}

function readBody(body: Uint8Array, seq: bigint): Table {
  const reader = new ByteReader(body);
  const signal = SIGNAL_CODES[reader.u8()] ?? malformed("a batch has an unknown signal");
  const rows = reader.u32();
  if (rows > MAX_ROWS) malformed("a batch has more rows than any that was written");
  const read = readColumns(reader, signal, rows);
  if (!reader.isAtEnd) malformed("a batch goes on past its columns");
  const columns: Record<string, Column> = {};
  for (const [name, spec] of columnsOf(signal)) {
    columns[name] = read.get(name) ?? (name === SEQ ? seqColumn(seq, rows) : absentColumn(name, spec, rows));
  }
  return { signal, rows, columns };
}

const SPECS = Object.fromEntries(
  SIGNAL_CODES.map((signal) => [signal, new Map(columnsOf(signal))]),
) as unknown as Readonly<Record<Signal, ReadonlyMap<string, ColumnSpec>>>;

function readColumns(reader: ByteReader, signal: Signal, rows: number): ReadonlyMap<string, Column> {
  const specs = SPECS[signal];
  const read = new Map<string, Column>();
  for (let left = reader.u8(); left > 0; left--) {
    const name = String.fromCharCode(...new Uint8Array(reader.buffer(reader.u8())));
    const kind = KIND_CODES[reader.u8()];
    const spec = specs.get(name);
    if (spec === undefined || spec.kind !== kind || name === SEQ || read.has(name))
      malformed("a batch has an unknown column");
    read.set(name, checkNulls(readColumn(reader, spec, rows), spec));
  }
  return read;
}

function checkNulls(column: Column, { isNullable }: ColumnSpec): Column {
  const hasNulls =
    column.kind === "dict"
      ? column.codes.includes(NULL_CODE)
      : column.kind === "text"
        ? column.values.includes(null)
        : column.valid !== null;
  return hasNulls && !isNullable ? malformed("a batch has a null where none may be") : column;
}

function readColumn(reader: ByteReader, { kind }: ColumnSpec, rows: number): Column {
  if (kind === "dict") return readDict(reader, rows);
  if (kind === "text") return readText(reader, rows);
  const valid = readValidity(reader, rows);
  if (kind === "i64") return { kind, values: readI64(reader, rows), valid };
  if (kind === "f64") return { kind, values: new Float64Array(reader.buffer(rows * 8)), valid };
  if (kind === "i32") return { kind, values: new Int32Array(reader.buffer(rows * 4)), valid };
  return { kind, values: readFlags(reader, rows), valid };
}

function readValidity(reader: ByteReader, rows: number): Uint8Array | null {
  const form = reader.u8();
  if (form > 1) malformed("a batch has an unknown form of validity");
  return form === 0 ? null : readFlags(reader, rows);
}

function readFlags(reader: ByteReader, rows: number): Uint8Array {
  const flags = new Uint8Array(reader.buffer(rows));
  return flags.every((flag) => flag <= 1) ? flags : malformed("a batch has a flag that is neither 0 nor 1");
}

function readI64(reader: ByteReader, rows: number): BigInt64Array {
  const form = reader.u8();
  if (form === PLAIN) return new BigInt64Array(reader.buffer(rows * 8));
  if (form === CONSTANT) return new BigInt64Array(rows).fill(new BigInt64Array(reader.buffer(8))[0] ?? 0n);
  if (form !== SPLIT) malformed("a batch has an unknown form of integers");
  const low = new Uint32Array(reader.buffer(rows * 4));
  const high = new Uint32Array(reader.buffer(rows * 4));
  const words = new Uint32Array(rows * 2);
  for (let at = 0; at < rows; at++) {
    words[at * 2] = low[at] as number;
    words[at * 2 + 1] = high[at] as number;
  }
  return new BigInt64Array(words.buffer);
}

function readDict(reader: ByteReader, rows: number): DictColumn {
  const values = readStrings(reader).map((text) => text ?? malformed("a batch has a null in a dictionary"));
  const width = reader.u8();
  if (width === 0 && values.length === 1) return { kind: "dict", codes: new Uint32Array(rows), values };
  const knownWidth = asWidth(width);
  const stored = unsignedView(knownWidth, reader.buffer(rows * knownWidth));
  const none = NULL_OF_WIDTH[knownWidth];
  const codes = new Uint32Array(rows);
  for (let at = 0; at < rows; at++) {
    const code = stored[at] as number;
    if (code !== none && code >= values.length) malformed("a batch has a code past its dictionary");
    codes[at] = code === none ? NULL_CODE : code;
  }
  return { kind: "dict", codes, values };
}

function readText(reader: ByteReader, rows: number): TextColumn {
  const values = readStrings(reader);
  return values.length === rows
    ? { kind: "text", values }
    : malformed("a batch has a text column of another length");
}

function readStrings(reader: ByteReader): (string | null)[] {
  const count = reader.u32();
  const width = asWidth(reader.u8());
  const lengths = unsignedView(width, reader.buffer(count * width));
  const all = reader.text();
  const values: (string | null)[] = [];
  let at = 0;
  for (const length of lengths) {
    const isNull = length === NULL_OF_WIDTH[width];
    values.push(isNull ? null : all.slice(at, at + length));
    if (!isNull) at += length;
  }
  return at === all.length ? values : malformed("a batch has texts that do not fit their lengths");
}

function asWidth(width: number): 1 | 2 | 4 {
  return width === 1 || width === 2 || width === 4 ? width : malformed("a batch has an unknown width");
}

function seqColumn(seq: bigint, rows: number): Column {
  return { kind: "i64", values: new BigInt64Array(rows).fill(seq), valid: null };
}

/** A column that was left out: null in every row, or 0 for a required integer. */
function absentColumn(name: string, { kind, isNullable }: ColumnSpec, rows: number): Column {
  if (kind === "i32" && !isNullable) return { kind, values: new Int32Array(rows), valid: null };
  if (!isNullable && rows > 0) malformed(`a batch lacks the column ${name}`);
  if (kind === "dict") return { kind, codes: new Uint32Array(rows).fill(NULL_CODE), values: [] };
  if (kind === "text") return { kind, values: Array.from({ length: rows }, () => null) };
  const valid = isNullable ? new Uint8Array(rows) : null;
  if (kind === "i64") return { kind, values: new BigInt64Array(rows), valid };
  if (kind === "f64") return { kind, values: new Float64Array(rows), valid };
  if (kind === "i32") return { kind, values: new Int32Array(rows), valid };
  return { kind, values: new Uint8Array(rows), valid };
}
