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

/** `{"tables": [{"name", "columns": [{"name", "type", "unit"}], "rows": [[…]]}]}` */
export async function* encodeJson(tables: readonly ExportTable[]): AsyncGenerator<Uint8Array> {
  yield utf8('{"tables":[');
  for (const [at, table] of tables.entries()) {
    const { name, columns } = table;
    yield utf8(
      `${at === 0 ? "" : ","}\n{"name":${JSON.stringify(name)},"columns":${JSON.stringify(columns)},"rows":[`,
    );
    let isFirst = true;
    const write: WriteRow = (cells) => {
      const text = `${isFirst ? "" : ","}\n${JSON.stringify(cells)}`;
      isFirst = false;
      return text;
    };
    for await (const batch of table.batches())
      for (const text of pieces(batch, table, write)) yield utf8(text);
    yield utf8("]}");
  }
  yield utf8("]}\n");
}
