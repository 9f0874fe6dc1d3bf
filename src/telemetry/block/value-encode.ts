// The values of a column as Parquet page payloads: codes and a PLAIN dictionary where values repeat, PLAIN otherwise.
// Source: parquet-format Encodings.md (PLAIN, RLE, RLE_DICTIONARY).

import type { Encoding, ParquetType } from "hyparquet";
import { ByteWriter } from "hyparquet-writer";
import { writeRleBitPackedHybrid } from "hyparquet-writer/src/encoding.js";
import { type Column, type DictColumn, NULL_CODE } from "../table.ts";
import { wordDictionary } from "./dictionary.ts";
import { plainTexts } from "./plain-text.ts";
import { wordsOf } from "./words.ts";

export interface EncodedValues {
  readonly rows: number;
  readonly nulls: number;
  /** 1 for a value, 0 for null; null when every row has a value. */
  readonly valid: Uint8Array | null;
  readonly type: ParquetType;
  readonly encoding: Encoding;
  readonly dictionary: Uint8Array | null;
  /** How many values the dictionary holds. */
  readonly distinct: number;
  readonly data: Uint8Array;
}

/** Codes pay while values repeat at least this often. */
const REPEATS_WORTH_A_DICTIONARY = 4;

function countNulls(valid: Uint8Array): number {
  let nulls = 0;
  for (const bit of valid) nulls += 1 - bit;
  return nulls;
}

function encodeCodes(codes: Uint32Array, distinct: number): Uint8Array {
  const width = distinct <= 1 ? 0 : 32 - Math.clz32(distinct - 1);
  const writer = new ByteWriter(codes.length + 16);
  writer.appendUint8(width);
  writeRleBitPackedHybrid(writer, codes, width);
  return writer.getBytes();
}

/** Only the values in use, renumbered: a table cut from a larger one carries the whole dictionary. */
function usedValues(column: DictColumn): { codes: Uint32Array; values: string[]; valid: Uint8Array | null } {
  const renamed = new Uint32Array(column.values.length).fill(NULL_CODE);
  const codes = new Uint32Array(column.codes.length);
  const values: string[] = [];
  const valid = new Uint8Array(column.codes.length);
  let present = 0;
  for (let i = 0; i < column.codes.length; i++) {
    const code = column.codes[i] as number;
    if (code === NULL_CODE) continue;
    if (renamed[code] === NULL_CODE) renamed[code] = values.push(column.values[code] ?? "") - 1;
    codes[present++] = renamed[code] as number;
    valid[i] = 1;
  }
  return { codes: codes.subarray(0, present), values, valid: present === codes.length ? null : valid };
}

function encodeDict(column: DictColumn): EncodedValues {
  const used = usedValues(column);
  return {
    rows: column.codes.length,
    nulls: column.codes.length - used.codes.length,
    valid: used.valid,
    type: "BYTE_ARRAY",
    encoding: "RLE_DICTIONARY",
    dictionary: plainTexts(used.values),
    distinct: used.values.length,
    data: encodeCodes(used.codes, used.values.length),
  };
}

function encodeTexts(values: readonly (string | null)[]): EncodedValues {
  const present = values.filter((text) => text !== null);
  const nulls = values.length - present.length;
  const valid = nulls === 0 ? null : Uint8Array.from(values, (text) => (text === null ? 0 : 1));
  return {
    rows: values.length,
    nulls,
    valid,
    type: "BYTE_ARRAY",
    encoding: "PLAIN",
    dictionary: null,
    distinct: 0,
    data: plainTexts(present),
  };
}

/** `width` 32-bit words a value, nulls left out. */
function presentWords(words: Int32Array, valid: Uint8Array, width: number): Int32Array {
  const present = new Int32Array((valid.length - countNulls(valid)) * width);
  let next = 0;
  for (let i = 0; i < valid.length; i++) {
    if (valid[i] === 0) continue;
    for (let word = 0; word < width; word++) present[next++] = words[i * width + word] as number;
  }
  return present;
}

const bytesOf = (words: Int32Array): Uint8Array =>
  new Uint8Array(words.buffer, words.byteOffset, words.byteLength);

function encodeWords(words: Int32Array, valid: Uint8Array | null, type: "INT64" | "DOUBLE"): EncodedValues {
  const present = valid === null ? words : presentWords(words, valid, 2);
  const rows = words.length / 2;
  const nulls = rows - present.length / 2;
  const base = { rows, nulls, valid: nulls === 0 ? null : valid, type };
  const coded = wordDictionary(present, Math.floor(present.length / 2 / REPEATS_WORTH_A_DICTIONARY));
  if (coded === null || present.length === 0) {
    return { ...base, encoding: "PLAIN", dictionary: null, distinct: 0, data: bytesOf(present) };
  }
  const distinct = coded.distinct.length / 2;
  const data = encodeCodes(coded.codes, distinct);
  return { ...base, encoding: "RLE_DICTIONARY", dictionary: bytesOf(coded.distinct), distinct, data };
}

function encodeSmall(column: Extract<Column, { kind: "i32" | "bool" }>): EncodedValues {
  const nulls = column.valid === null ? 0 : countNulls(column.valid);
  const words = column.kind === "i32" ? column.values : Int32Array.from(column.values);
  const present = nulls === 0 || column.valid === null ? words : presentWords(words, column.valid, 1);
  const base = {
    rows: words.length,
    nulls,
    valid: nulls === 0 ? null : column.valid,
    dictionary: null,
    distinct: 0,
  };
  if (column.kind === "i32") return { ...base, type: "INT32", encoding: "PLAIN", data: bytesOf(present) };
  const runs = new ByteWriter();
  writeRleBitPackedHybrid(runs, present, 1);
  const page = new ByteWriter();
  page.appendUint32(runs.offset);
  page.appendBytes(runs.getBytes());
  return { ...base, type: "BOOLEAN", encoding: "RLE", data: page.getBytes() };
}

export function encodeValues(column: Column): EncodedValues {
  if (column.kind === "dict") return encodeDict(column);
  if (column.kind === "text") return encodeTexts(column.values);
  if (column.kind === "i64") return encodeWords(wordsOf(column.values), column.valid, "INT64");
  if (column.kind === "f64") return encodeWords(wordsOf(column.values), column.valid, "DOUBLE");
  return encodeSmall(column);
}
