// JSON: tables with their columns and rows as lists; and NDJSON: an object per row. Times are ISO 8601 in UTC. Both are made
// piece by piece.

import { utf8 } from "../../kernel/bytes.ts";
import type { FieldType, FieldValue } from "../frame.ts";
import { isoText } from "./csv.ts";
import type { ExportTable, RowBatch } from "./export-table.ts";

const ROWS_A_PIECE = 2_000;

const cell = (value: FieldValue | undefined, type: FieldType): FieldValue =>
  type === "time" && typeof value === "number" ? isoText(value) : (value ?? null);

type WriteRow = (cells: readonly FieldValue[]) => string;

function* pieces(batch: RowBatch, { columns }: ExportTable, write: WriteRow): Generator<string> {
  for (let from = 0; from < batch.rows; from += ROWS_A_PIECE) {
    let text = "";
    const to = Math.min(batch.rows, from + ROWS_A_PIECE);
    for (let row = from; row < to; row++)
      text += write(columns.map(({ type }, at) => cell(batch.values[at]?.[row], type)));
    yield text;
  }
}

/** What has no value is left out. */
export async function* encodeNdjson(table: ExportTable): AsyncGenerator<Uint8Array> {
  const names = table.columns.map(({ name }) => name);
  const write: WriteRow = (cells) => {
    const told = cells.flatMap((value, at) => (value === null ? [] : [[names[at] ?? "", value]]));
    return `${JSON.stringify(Object.fromEntries(told))}\n`;
  };
  for await (const batch of table.batches()) for (const text of pieces(batch, table, write)) yield utf8(text);
}

/** Where the rows of a table begin in its JSON file, and how many there are. */
export interface TableStart {
  readonly byte: number;
  readonly rows: number;
}

/**
 * `{"tables": [{"name", "columns": [{"name", "type", "unit"}], "rows": [[…]]}]}`, and `"has_more": true` of a table that was cut.
 * INVARIANT: a line of the file is a row of a table, or has nothing of a row: json-lines.ts reads it line by line.
 */
export async function* encodeJson(
  tables: readonly ExportTable[],
  onTable: (start: TableStart) => void = () => undefined,
): AsyncGenerator<Uint8Array> {
  let sent = 0;
  const bytesOf = (text: string): Uint8Array => {
    const bytes = utf8(text);
    sent += bytes.byteLength;
    return bytes;
  };
  yield bytesOf('{"tables":[');
  for (const [at, table] of tables.entries()) {
    yield bytesOf(`${at === 0 ? "" : ","}\n${headOf(table)},"rows":[`);
    // After the line's end.
    const byte = sent + 1;
    let rows = 0;
    const write: WriteRow = (cells) => `${rows++ === 0 ? "" : ","}\n${JSON.stringify(cells)}`;
    for await (const batch of table.batches())
      for (const text of pieces(batch, table, write)) yield bytesOf(text);
    yield bytesOf("\n]}");
    onTable({ byte, rows });
  }
  yield bytesOf(
    tables.some(({ isCut }) => isCut) ? `\n],"more":${JSON.stringify(HOW_TO_GO_ON)}}\n` : "\n]}\n",
  );
}

const HOW_TO_GO_ON =
  "tables with `has_more` were cut: raise `limit` in their query, or ask with `mode` `background`, which reads log records and traces to the end of the range, and read GET /v1/exports/{export_id}/rows page by page";

const headOf = ({ name, columns, isCut = false }: ExportTable): string =>
  JSON.stringify({ name, columns, ...(isCut ? { has_more: true } : {}) }).slice(0, -1);
