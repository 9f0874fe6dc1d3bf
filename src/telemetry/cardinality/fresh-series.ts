// The series of a table that an isolate does not remember: all others have been admitted, labels and series, a while ago.
// This is all that a request of known series costs: one look-up for each series.

import { takeRows } from "../batch/take-rows.ts";
import type { Table } from "../table.ts";
import type { Id } from "./id-set.ts";
import { seriesId } from "./ids.ts";
import type { SeenCache } from "./seen-cache.ts";

export interface FreshSeries {
  readonly series: string;
  readonly id: Id;
  /** Its code in the `series` column. */
  readonly code: number;
  /** One of its rows. */
  readonly row: number;
}

export function freshSeries(table: Table, seen: SeenCache): FreshSeries[] {
  const column = table.columns["series"];
  if (column?.kind !== "dict") return [];
  const rowOf = firstRows(column.codes, column.values.length);
  const fresh: FreshSeries[] = [];
  for (const [code, series] of column.values.entries()) {
    const row = rowOf[code] as number;
    if (row < 0) continue;
    const id = seriesId(series);
    if (!seen.has(id)) fresh.push({ series, id, code, row });
  }
  return fresh;
}

/** Of each code the first row that has it, -1 for one that no row has. */
function firstRows(codes: Uint32Array, values: number): Int32Array {
  const rows = new Int32Array(values).fill(-1);
  for (let row = codes.length - 1; row >= 0; row--) rows[codes[row] as number] = row;
  return rows;
}

/** The table without the rows of these series. */
export function withoutSeries(table: Table, refused: readonly FreshSeries[]): Table {
  const column = table.columns["series"];
  if (refused.length === 0 || column?.kind !== "dict") return table;
  const codes = new Set(refused.map(({ code }) => code));
  const rows = new Uint32Array(table.rows);
  let count = 0;
  for (let row = 0; row < table.rows; row++) if (!codes.has(column.codes[row] as number)) rows[count++] = row;
  return takeRows(table, rows.subarray(0, count));
}
