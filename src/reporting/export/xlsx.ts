// A workbook: a sheet per table with its chart, as long as all of it can be held; a larger one is a single sheet (and those
// that follow it when it is full), written row by row. The writer is loaded when the first workbook is asked for.

import type { WriteSheet } from "hucre/xlsx";
import { oneTable } from "./one-table.ts";
import type { ExportTable, RowBatch } from "./export-table.ts";
import { columnDefs, HEADER_STYLE, headerText, rowsOf } from "./sheet-cells.ts";
import { chartOf } from "./sheet-chart.ts";
import { sheetNames } from "./sheet-names.ts";
import { FROZEN, streamSheet } from "./xlsx-stream.ts";

/** LIMIT: a held cell is about 100 bytes, with its XML twice that: 300,000 are 60 MB of the 128 that there are. */
const MOST_HELD_CELLS = 300_000;

export interface WorkbookNote {
  readonly title: string;
  /** When it was asked for: the same workbook again has the same bytes. */
  readonly atMs: number;
}

export async function* encodeXlsx(
  tables: readonly ExportTable[],
  note: WorkbookNote,
): AsyncGenerator<Uint8Array> {
  const held = await hold(tables);
  yield* held === null ? streamSheet(oneTable(tables)) : writeBook(held, note);
}

type Held = readonly { readonly table: ExportTable; readonly batches: readonly RowBatch[] }[];

/** Null for more than can be held. */
async function hold(tables: readonly ExportTable[]): Promise<Held | null> {
  const held = [];
  let cells = 0;
  for (const table of tables) {
    const batches: RowBatch[] = [];
    for await (const batch of table.batches()) {
      cells += batch.rows * table.columns.length;
      if (cells > MOST_HELD_CELLS) return null;
      batches.push(batch);
    }
    held.push({ table, batches });
  }
  return held;
}

async function* writeBook(held: Held, { title, atMs }: WorkbookNote): AsyncGenerator<Uint8Array> {
  const { writeXlsx } = await import("hucre/xlsx");
  const names = sheetNames(held.map(({ table }) => table.name));
  const sheets = held.map(({ table, batches }, at) => sheetOf(names[at] ?? "", table, batches));
  const at = new Date(atMs);
  yield await writeXlsx({
    sheets: sheets.length === 0 ? [{ name: "Empty", rows: [["nothing was found"]] }] : sheets,
    properties: { title, creator: "Traceo Gateway", created: at, modified: at },
  });
}

function sheetOf(name: string, table: ExportTable, batches: readonly RowBatch[]): WriteSheet {
  const { columns } = table;
  const header = columns.map(headerText);
  const rows = [header, ...batches.flatMap((batch) => [...rowsOf(batch, columns)])];
  const cells = new Map(header.map((_, at) => [`0,${at}`, { style: HEADER_STYLE }]));
  const chart = chartOf(table, batches);
  const defs = columnDefs(columns).map(({ header: _told, ...def }) => def);
  return {
    name,
    columns: defs,
    rows,
    cells,
    freezePane: FROZEN,
    ...(chart === null ? {} : { charts: [chart] }),
  };
}
