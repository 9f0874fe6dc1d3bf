// Columns that grow while rows come in. A column that is never set costs nothing until it is finished; rows that were
// not set are null (or 0 for a required i32). 64-bit values travel as two 32-bit words, so that nanoseconds and the
// bits of a NaN are never rounded. INVARIANT: rows are set in ascending order, each at most once.
// The words lie little-endian, as on every machine that workerd runs on.

import { NULL_CODE, type BoolColumn, type DictColumn, type F64Column, type I32Column } from "../table.ts";
import type { I64Column, TextColumn } from "../table.ts";

/** Codes of so few rows take 64 bytes, which V8 keeps in its own heap: a buffer outside costs ten times as much. */
const FIRST_CAPACITY = 16;

const NO_WORDS = new Uint32Array(0);
const NO_MARKS = new Uint8Array(0);

function nextCapacity(current: number, row: number): number {
  return Math.max(FIRST_CAPACITY, current * 2, row + 1);
}

/** An i64 or f64 column. */
export class WordsColumn {
  #words = NO_WORDS;
  #valid = NO_MARKS;
  #set = 0;

  /** Takes the 64-bit value at `slot` of `source`. */
  set(row: number, source: Uint32Array, slot: number): void {
    if (row >= this.#valid.length) this.#grow(row);
    this.#words[row * 2] = source[slot * 2] as number;
    this.#words[row * 2 + 1] = source[slot * 2 + 1] as number;
    this.#valid[row] = 1;
    this.#set++;
  }

  finishI64(rows: number): I64Column {
    const values = new BigInt64Array(rows);
    this.#copyTo(values);
    return { kind: "i64", values, valid: this.#validity(rows) };
  }

  finishF64(rows: number): F64Column {
    const values = new Float64Array(rows);
    this.#copyTo(values);
    return { kind: "f64", values, valid: this.#validity(rows) };
  }

  #grow(row: number): void {
    const capacity = nextCapacity(this.#valid.length, row);
    const words = new Uint32Array(capacity * 2);
    words.set(this.#words);
    const valid = new Uint8Array(capacity);
    valid.set(this.#valid);
    this.#words = words;
    this.#valid = valid;
  }

  #copyTo({ buffer, length }: BigInt64Array | Float64Array): void {
    if (this.#set > 0) new Uint32Array(buffer).set(this.#words.subarray(0, length * 2));
  }

  #validity(rows: number): Uint8Array | null {
    if (this.#set === rows) return null;
    const valid = new Uint8Array(rows);
    valid.set(this.#valid.subarray(0, rows));
    return valid;
  }
}

/** A dictionary column: `intern` a text once, then set its code. */
export class DictBuilder {
  /** Of the second value and those after it: most columns of a request have one. */
  #index: Map<string, number> | null = null;
  readonly #values: string[] = [];
  #codes = NO_WORDS;

  intern(text: string): number {
    if (text === this.#values[0]) return 0;
    const known = this.#index?.get(text);
    if (known !== undefined) return known;
    const code = this.append(text);
    if (code > 0) (this.#index ??= new Map()).set(text, code);
    return code;
  }

  internOrNull(text: string | null): number {
    return text === null ? NULL_CODE : this.intern(text);
  }

  /** The code of a text that the caller knows to be new: saves the look-up. */
  append(text: string): number {
    return this.#values.push(text) - 1;
  }

  set(row: number, code: number): void {
    if (row >= this.#codes.length) this.#grow(row);
    this.#codes[row] = code;
  }

  finish(rows: number): DictColumn {
    if (this.#codes.length < rows) this.#grow(rows - 1);
    return { kind: "dict", codes: this.#codes.slice(0, rows), values: this.#values };
  }

  #grow(row: number): void {
    const grown = new Uint32Array(nextCapacity(this.#codes.length, row)).fill(NULL_CODE);
    grown.set(this.#codes);
    this.#codes = grown;
  }
}

export class TextBuilder {
  readonly #values: (string | null)[] = [];

  set(row: number, text: string): void {
    while (this.#values.length < row) this.#values.push(null);
    this.#values.push(text);
  }

  finish(rows: number): TextColumn {
    while (this.#values.length < rows) this.#values.push(null);
    return { kind: "text", values: this.#values };
  }
}

/** A required i32 column whose usual value is 0, or a bool column whose usual value is null. */
export class SmallColumn {
  readonly #rows: number[] = [];
  readonly #values: number[] = [];

  set(row: number, value: number): void {
    this.#rows.push(row);
    this.#values.push(value);
  }

  finishI32(rows: number): I32Column {
    const values = new Int32Array(rows);
    for (const [at, row] of this.#rows.entries()) values[row] = this.#values[at] as number;
    return { kind: "i32", values, valid: null };
  }

  finishBool(rows: number): BoolColumn {
    const values = new Uint8Array(rows);
    const valid = this.#rows.length === rows ? null : new Uint8Array(rows);
    for (let at = 0; at < this.#rows.length; at++) {
      const row = this.#rows[at] as number;
      values[row] = this.#values[at] as number;
      if (valid !== null) valid[row] = 1;
    }
    return { kind: "bool", values, valid };
  }
}

/** `seq` until a shard gives the batch its number. */
export function unnumbered(rows: number): I64Column {
  return { kind: "i64", values: new BigInt64Array(rows), valid: null };
}
