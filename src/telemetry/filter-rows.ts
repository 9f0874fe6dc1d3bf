// The rows of a table that a policy's row filter lets through: the same labels that queries filter by, asked before rows
// are stored. Free without a filter; with one, a series is asked once and a log record or span each.

import { takeRows } from "./batch/take-rows.ts";
import { rowLabels } from "./query/labels.ts";
import { textAt } from "./query/row-window.ts";
import type { Table } from "./table.ts";

type RowTest = (labels: Readonly<Record<string, string>>) => boolean;

export function filterRows(table: Table, test: RowTest): { readonly table: Table; readonly dropped: number } {
  const kept = new Uint32Array(table.rows);
  const answers = new Map<string, boolean>();
  let count = 0;
  for (let row = 0; row < table.rows; row++) {
    const series = textAt(table.columns["series"], row);
    const isKept = (series === null ? undefined : answers.get(series)) ?? test(labelsAt(table, row));
    if (series !== null) answers.set(series, isKept);
    if (isKept) kept[count++] = row;
  }
  if (count === table.rows) return { table, dropped: 0 };
  return { table: takeRows(table, kept.subarray(0, count)), dropped: table.rows - count };
}

function labelsAt(table: Table, row: number): Record<string, string> {
  const text = (name: string): string | null => textAt(table.columns[name], row);
  const labels = rowLabels({
    attributes: text("attributes"),
    resource: text("resource"),
    scope: text("scope"),
  });
  const metric = text("metric");
  return metric === null ? labels : { ...labels, __name__: metric };
}
