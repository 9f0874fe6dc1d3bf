// A sheet that is written row by row, and those that follow it when it is full, each with its header. The library's stream knows
// styles by column only, and looks at a column when it writes a cell of it: a column is the header's while the header is written,
// and the rows' from then on. INVARIANT: the stream asks for a row once the one before is written.

import type { CellValue, ColumnDef } from "hucre/xlsx";
import type { ExportTable } from "./export-table.ts";
import { columnDefs, HEADER_STYLE, rowsOf } from "./sheet-cells.ts";
import { sheetNames } from "./sheet-names.ts";

export const FROZEN = { rows: 1 } as const;

/** LIMIT: Excel's, with the header. */
const MOST_SHEET_ROWS = 1_048_576;

export async function* streamSheet(
  table: ExportTable,
  mostSheetRows = MOST_SHEET_ROWS,
): AsyncGenerator<Uint8Array> {
  const { writeXlsxStream } = await import("hucre/xlsx");
  const columns = columnDefs(table.columns);
  // The same places from the first row to the last: what they hold changes.
  const looks = columns.map(headerLook);
  const [name = "Export"] = sheetNames([table.name]);
  const stream = writeXlsxStream(rowsWithHeaders(table, { columns, looks, mostSheetRows }), {
    name,
    columns: looks,
    freezePane: FROZEN,
    maxRowsPerSheet: mostSheetRows,
    repeatHeaders: false,
  });
  yield* stream as unknown as AsyncIterable<Uint8Array>;
}

const headerLook = ({ width }: ColumnDef): ColumnDef => ({
  style: HEADER_STYLE,
  ...(width === undefined ? {} : { width }),
});

const rowLook = ({ header: _header, ...look }: ColumnDef): ColumnDef => look;

interface Layout {
  readonly columns: readonly ColumnDef[];
  readonly looks: ColumnDef[];
  readonly mostSheetRows: number;
}

async function* rowsWithHeaders(
  table: ExportTable,
  { columns, looks, mostSheetRows }: Layout,
): AsyncGenerator<CellValue[]> {
  const header = columns.map((column) => column.header ?? null);
  let written = 0;
  for await (const batch of table.batches()) {
    for (const row of rowsOf(batch, table.columns)) {
      if (written % mostSheetRows === 0) {
        looks.splice(0, looks.length, ...columns.map(headerLook));
        written++;
        yield header;
        looks.splice(0, looks.length, ...columns.map(rowLook));
      }
      written++;
      yield row;
    }
  }
}
