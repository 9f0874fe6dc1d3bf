// Which rows of a scanned table count: those of the wanted instants, on the right side of the shard's flushed seq.

import { differences, msToNanos } from "../block/words.ts";
import type { Column, DictColumn, F64Column, I64Column, Table } from "../table.ts";
import { NULL_CODE } from "../table.ts";
import type { ScannedTable } from "./scan-plan.ts";

export function dictOf(table: Table, name: string): DictColumn {
  const column = table.columns[name];
  if (column?.kind !== "dict") throw new TypeError(`${name} is not a dictionary column`);
  return column;
}

export function i64Of(table: Table, name: string): I64Column {
  const column = table.columns[name];
  if (column?.kind !== "i64") throw new TypeError(`${name} is not a 64-bit column`);
  return column;
}

export function f64Of(table: Table, name: string): F64Column {
  const column = table.columns[name];
  if (column?.kind !== "f64") throw new TypeError(`${name} is not a double column`);
  return column;
}

export function dictText(column: DictColumn, row: number): string | null {
  const code = column.codes[row] as number;
  return code === NULL_CODE ? null : (column.values[code] ?? null);
}

/** The text of a row in a dictionary or text column; null too where the column was not read. */
export function textAt(column: Column | undefined, row: number): string | null {
  if (column?.kind === "dict") return dictText(column, row);
  return column?.kind === "text" ? (column.values[row] ?? null) : null;
}

/** The number of a row in a numeric column as a double; null too where the column was not read. */
export function numberAt(column: Column | undefined, row: number): number | null {
  if (column === undefined || column.kind === "dict" || column.kind === "text") return null;
  if (column.valid !== null && column.valid[row] === 0) return null;
  return Number(column.values[row]);
}

export function bigintAt(column: Column | undefined, row: number): bigint | null {
  if (column?.kind !== "i64" || (column.valid !== null && column.valid[row] === 0)) return null;
  return column.values[row] ?? null;
}

export interface RowWindow {
  /** Nanoseconds since `baseMs`, for each row. */
  readonly times: Float64Array;
  readonly seqs: Float64Array;
  /** Is the row within [fromMs, toMs) and within the seqs to be used? */
  has(row: number): boolean;
}

const NANOS_PER_MS = 1_000_000;

export function rowWindow(
  scanned: ScannedTable,
  range: { readonly baseMs: number; readonly fromMs: number; readonly toMs: number },
): RowWindow {
  const times = differences(i64Of(scanned.table, "time").values, msToNanos(range.baseMs));
  const seqs = differences(i64Of(scanned.table, "seq").values, 0n);
  const from = (range.fromMs - range.baseMs) * NANOS_PER_MS;
  const to = (range.toMs - range.baseMs) * NANOS_PER_MS;
  const { seqFrom, seqBelow } = scanned;
  return {
    times,
    seqs,
    has: (row) => {
      const time = times[row] as number;
      const seq = seqs[row] as number;
      return time >= from && time < to && seq >= seqFrom && seq < seqBelow;
    },
  };
}
