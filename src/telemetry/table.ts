// A table of telemetry in memory: the one shape that decoders make, batches and blocks keep, and queries read.
// INVARIANT: every column has exactly `rows` values; the columns are those of the signal's registry row, or a subset when read.

import type { Signal } from "./signals.ts";

/** The code that stands for null in a dictionary column. */
export const NULL_CODE = 0xffff_ffff;

export interface DictColumn {
  readonly kind: "dict";
  readonly codes: Uint32Array;
  readonly values: readonly string[];
}

export interface TextColumn {
  readonly kind: "text";
  readonly values: readonly (string | null)[];
}

/** `valid` has 1 for a value and 0 for null; null when every row has a value. */
export interface I64Column {
  readonly kind: "i64";
  readonly values: BigInt64Array;
  readonly valid: Uint8Array | null;
}

export interface F64Column {
  readonly kind: "f64";
  readonly values: Float64Array;
  readonly valid: Uint8Array | null;
}

export interface I32Column {
  readonly kind: "i32";
  readonly values: Int32Array;
  readonly valid: Uint8Array | null;
}

export interface BoolColumn {
  readonly kind: "bool";
  readonly values: Uint8Array;
  readonly valid: Uint8Array | null;
}

export type Column = DictColumn | TextColumn | I64Column | F64Column | I32Column | BoolColumn;

export interface Table {
  readonly signal: Signal;
  readonly rows: number;
  readonly columns: Readonly<Record<string, Column>>;
}
