// The stored form of a batch, version 1. Little-endian throughout.
//
//   u8 version · u8 compression (0 none, 1 zstd) · u32 size of the body before compression · body
//   body   = u8 signal · u32 rows · u8 columns · column...
//   column = u8 length of the name, its ASCII · u8 kind · values
//   dict   = strings · u8 width of a code (0: every row has code 0; 1, 2, 4) · codes; all ones is null
//   text   = strings, one for each row
//   i64    = validity · u8 form (0 plain, 1 one value for all rows, 2 low words then high words) · values
//   f64    = validity · f64 values;   i32 = validity · i32 values;   bool = validity · u8 values
//   strings  = u32 count · u8 width of a length (1, 2, 4) · lengths in UTF-16 units; all ones is null · u32 size, UTF-8 of all
//   validity = u8 (0: all rows have a value, 1: a byte for each row follows)
//
// A column that is null (or 0, for i32) in every row is left out; `seq` is never stored: the shard numbers the batch.
// INVARIANT: these are stored bytes, pinned under test/formats. A change needs a new version, and version 1 stays readable.

import type { ColumnKind, Signal } from "../signals.ts";

export const BATCH_VERSION = 1;
export const HEADER_BYTES = 6;
export const UNCOMPRESSED = 0;
export const ZSTD = 1;

export const SIGNAL_CODES: readonly Signal[] = ["metrics", "logs", "traces"];
export const KIND_CODES: readonly ColumnKind[] = ["dict", "text", "i64", "f64", "i32", "bool"];

export const PLAIN = 0;
export const CONSTANT = 1;
export const SPLIT = 2;

/** The column that the shard fills in. */
export const SEQ = "seq";

/** An unsigned array of the smallest width that leaves `largest` apart from all ones, which stands for null. */
export function widthFor(largest: number): 1 | 2 | 4 {
  if (largest < 0xff) return 1;
  return largest < 0xffff ? 2 : 4;
}

const ARRAYS = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array } as const;

export function unsignedArray(width: 1 | 2 | 4, count: number): Uint8Array | Uint16Array | Uint32Array {
  return new ARRAYS[width](count);
}

export function unsignedView(width: 1 | 2 | 4, buffer: ArrayBuffer): Uint8Array | Uint16Array | Uint32Array {
  return new ARRAYS[width](buffer);
}

export const NULL_OF_WIDTH = { 1: 0xff, 2: 0xffff, 4: 0xffff_ffff } as const;
