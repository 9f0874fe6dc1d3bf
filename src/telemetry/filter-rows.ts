// The rows of a table that a policy's row filter lets through: the check that queries make, made before rows are stored.
// Free without a filter; with one, a series is asked once and a log record or span each.

import { takeRows } from "./batch/take-rows.ts";
import type { RowCheck } from "./policy-labels.ts";
import { textAt } from "./query/row-window.ts";
import type { Table } from "./table.ts";

export interface FilteredRows {
  readonly table: Table;
  /** Places in the table that came in, ascending. */
  readonly dropped: readonly number[];
}

export function filterRows(table: Table, mayWrite: RowCheck): FilteredRows {
  const kept = new Uint32Array(table.rows);
  const answers = new Map<string, boolean>();
  const dropped: number[] = [];
  for (let row = 0; row < table.rows; row++) {
    const series = textAt(table.columns["series"], row);
    const isKept = (series === null ? undefined : answers.get(series)) ?? mayWrite(table, row);
    if (series !== null) answers.set(series, isKept);
    if (isKept) kept[row - dropped.length] = row;
    else dropped.push(row);
  }
  if (dropped.length === 0) return { table, dropped };
  return { table: takeRows(table, kept.subarray(0, table.rows - dropped.length)), dropped };
}
