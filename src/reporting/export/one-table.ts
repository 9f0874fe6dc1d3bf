// Several tables as one, for formats that have no more: a first column says which table a row is of.

import type { ExportTable, RowBatch } from "./export-table.ts";
import { mergeColumns } from "./export-table.ts";

const NAME_COLUMN = "query";

export function oneTable(tables: readonly ExportTable[]): ExportTable {
  const [only] = tables;
  if (only !== undefined && tables.length === 1) return only;
  const inner = mergeColumns(tables.map(({ columns }) => columns));
  const columns = [{ name: freeName(inner.map(({ name }) => name)), type: "text" as const }, ...inner];
  async function* batches(): AsyncGenerator<RowBatch> {
    for (const table of tables) {
      const places = inner.map(({ name }) => table.columns.findIndex((column) => column.name === name));
      for await (const batch of table.batches()) yield widen(batch, table.name, places);
    }
  }
  return { name: "export", columns, batches };
}

function widen({ rows, values }: RowBatch, name: string, places: readonly number[]): RowBatch {
  const fill = <T>(value: T): T[] => Array.from({ length: rows }, () => value);
  return { rows, values: [fill(name), ...places.map((at) => values[at] ?? fill(null))] };
}

function freeName(taken: readonly string[]): string {
  let name = NAME_COLUMN;
  while (taken.includes(name)) name = `_${name}`;
  return name;
}
