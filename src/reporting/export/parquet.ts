// Parquet: times as timestamps of milliseconds in UTC, numbers as doubles, texts as UTF-8 strings, snappy. A row group at a
// time leaves as bytes; the footer, which tells where they are, comes last.

import type { SchemaElement } from "hyparquet";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import type { FieldType, FieldValue } from "../frame.ts";
import type { ExportColumn, ExportTable, RowBatch } from "./export-table.ts";

/** LIMIT: a row group is held with its encoded bytes: 10,000 rows of 20 columns are a few megabytes. */
const ROW_GROUP_ROWS = 10_000;
const FORMAT = "1";

const PHYSICAL: Readonly<Record<FieldType, Omit<SchemaElement, "name">>> = {
  time: {
    type: "INT64",
    converted_type: "TIMESTAMP_MILLIS",
    logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MILLIS" },
  },
  number: { type: "DOUBLE" },
  text: { type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" } },
};

const schemaOf = (columns: readonly ExportColumn[]): SchemaElement[] => [
  { name: "root", num_children: columns.length },
  ...columns.map(({ name, type }) => ({ name, repetition_type: "OPTIONAL" as const, ...PHYSICAL[type] })),
];

const stored = (value: FieldValue, type: FieldType): unknown =>
  type === "time" && typeof value === "number" ? new Date(value) : value;

export async function* encodeParquet(table: ExportTable): AsyncGenerator<Uint8Array> {
  const { columns } = table;
  const writer = new ByteWriter();
  const units = Object.fromEntries(
    columns.flatMap(({ name, unit }) => (unit === undefined ? [] : [[name, unit]])),
  );
  const file = new ParquetWriter({
    writer,
    schema: schemaOf(columns),
    createdBy: "Traceo Gateway",
    kvMetadata: [
      { key: "traceo.export_format", value: FORMAT },
      { key: "traceo.units", value: JSON.stringify(units) },
    ],
  });
  for await (const group of grouped(table)) {
    await file.write({
      columnData: columns.map(({ name, type }, at) => ({
        name,
        data: (group.values[at] ?? []).map((value) => stored(value, type)),
      })),
      rowGroupSize: group.rows,
    });
    yield takeBytes(writer);
  }
  await file.finish();
  yield takeBytes(writer);
}

/** What was written since: places in the file go on being counted from its start. */
function takeBytes(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes().slice();
  writer.index = 0;
  return bytes;
}

/** The rows of small batches together, those of large ones apart. */
async function* grouped({ columns, batches }: ExportTable): AsyncGenerator<RowBatch> {
  let held: FieldValue[][] = columns.map(() => []);
  let rows = 0;
  for await (const batch of batches()) {
    for (let from = 0; from < batch.rows;) {
      const to = Math.min(batch.rows, from + ROW_GROUP_ROWS - rows);
      for (const [at, values] of held.entries())
        for (let row = from; row < to; row++) values.push(batch.values[at]?.[row] ?? null);
      rows += to - from;
      from = to;
      if (rows < ROW_GROUP_ROWS) continue;
      yield { rows, values: held };
      [held, rows] = [columns.map(() => []), 0];
    }
  }
  if (rows > 0) yield { rows, values: held };
}
