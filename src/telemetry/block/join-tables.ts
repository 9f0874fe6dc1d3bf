// Tables of one signal, one after the other, as one: thousands of small ones take more room and time than their rows.

import type { Column, Table } from "../table.ts";
import { joinColumns } from "./column-ops.ts";

/** At least one table; all have the columns of the first. */
export function joinTables(tables: readonly Table[]): Table {
  const [first] = tables;
  if (first === undefined) throw new TypeError("no tables to join");
  if (tables.length === 1) return first;
  const columns: Record<string, Column> = {};
  for (const name of Object.keys(first.columns))
    columns[name] = joinColumns(tables.map((table) => table.columns[name] as Column));
  return { signal: first.signal, rows: tables.reduce((sum, table) => sum + table.rows, 0), columns };
}
