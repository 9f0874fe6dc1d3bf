// What is done to whole columns: join those of several tables, take rows by place, cut a run of rows.
// INVARIANT: a taken 64-bit value keeps its bits; a joined dictionary holds each text once.

import { type Column, type DictColumn, NULL_CODE } from "../table.ts";
import { takeWords, wordsOf } from "./words.ts";

function joinDicts(parts: readonly DictColumn[], rows: number): DictColumn {
  const codes = new Uint32Array(rows);
  const values: string[] = [];
  const codeOf = new Map<string, number>();
  let offset = 0;
  for (const part of parts) {
    const renamed = part.values.map((text) => {
      const known = codeOf.get(text);
      if (known !== undefined) return known;
      codeOf.set(text, values.length);
      return values.push(text) - 1;
    });
    for (let i = 0; i < part.codes.length; i++) {
      const code = part.codes[i] as number;
      codes[offset + i] = code === NULL_CODE ? NULL_CODE : (renamed[code] as number);
    }
    offset += part.codes.length;
  }
  return { kind: "dict", codes, values };
}

type FixedColumn = Exclude<Column, { kind: "dict" } | { kind: "text" }>;

function joinValid(parts: readonly FixedColumn[], rows: number): Uint8Array | null {
  if (parts.every((part) => part.valid === null)) return null;
  const valid = new Uint8Array(rows).fill(1);
  let offset = 0;
  for (const part of parts) {
    if (part.valid !== null) valid.set(part.valid, offset);
    offset += part.values.length;
  }
  return valid;
}

/** A column of `rows` values of the same kind as `like`, ready to be filled through its bytes. */
function emptyLike(like: FixedColumn, rows: number): FixedColumn["values"] {
  if (like.kind === "i64") return new BigInt64Array(rows);
  if (like.kind === "f64") return new Float64Array(rows);
  return like.kind === "i32" ? new Int32Array(rows) : new Uint8Array(rows);
}

function bytesOf(values: FixedColumn["values"]): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function joinFixed(parts: readonly FixedColumn[], rows: number): Column {
  const first = parts[0] as FixedColumn;
  const values = emptyLike(first, rows);
  const bytes = bytesOf(values);
  let offset = 0;
  for (const part of parts) {
    bytes.set(bytesOf(part.values), offset);
    offset += part.values.byteLength;
  }
  return { kind: first.kind, values, valid: joinValid(parts, rows) } as Column;
}

function rowsOf(column: Column): number {
  return column.kind === "dict" ? column.codes.length : column.values.length;
}

/** The columns one after the other; they are of one kind, and there is at least one. */
export function joinColumns(parts: readonly Column[]): Column {
  const first = parts[0] as Column;
  if (parts.length === 1) return first;
  const rows = parts.reduce((sum, part) => sum + rowsOf(part), 0);
  if (first.kind === "dict") return joinDicts(parts as readonly DictColumn[], rows);
  if (first.kind === "text") {
    return { kind: "text", values: parts.flatMap((part) => part.values as readonly (string | null)[]) };
  }
  return joinFixed(parts as readonly FixedColumn[], rows);
}

function takeSmall<T extends Uint8Array | Int32Array>(values: T, into: T, order: Uint32Array): T {
  for (let i = 0; i < order.length; i++) into[i] = values[order[i] as number] as number;
  return into;
}

/** The rows at the places named by `order`, in that order. */
export function takeRows(column: Column, order: Uint32Array): Column {
  if (column.kind === "dict") {
    const codes = new Uint32Array(order.length);
    for (let i = 0; i < order.length; i++) codes[i] = column.codes[order[i] as number] as number;
    return { kind: "dict", codes, values: column.values };
  }
  if (column.kind === "text") {
    return { kind: "text", values: Array.from(order, (place) => column.values[place] ?? null) };
  }
  const valid = column.valid === null ? null : takeSmall(column.valid, new Uint8Array(order.length), order);
  if (column.kind === "i64" || column.kind === "f64") {
    const { buffer } = takeWords(wordsOf(column.values), order);
    const values = column.kind === "i64" ? new BigInt64Array(buffer) : new Float64Array(buffer);
    return { kind: column.kind, values, valid } as Column;
  }
  if (column.kind === "i32") {
    return { kind: "i32", values: takeSmall(column.values, new Int32Array(order.length), order), valid };
  }
  return { kind: "bool", values: takeSmall(column.values, new Uint8Array(order.length), order), valid };
}

/** Rows `start` to `end` (half-open) without copying values. */
export function cutRows(column: Column, start: number, end: number): Column {
  if (column.kind === "dict") return { ...column, codes: column.codes.subarray(start, end) };
  if (column.kind === "text") return { kind: "text", values: column.values.slice(start, end) };
  const valid = column.valid === null ? null : column.valid.subarray(start, end);
  return { kind: column.kind, values: column.values.subarray(start, end), valid } as Column;
}
