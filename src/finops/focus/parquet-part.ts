// Rows of a bill as a Parquet file of their own: every column a text, exactly as the bill said it, so that no decimal is
// changed. Any engine opens it.

import { parquetWriteBuffer } from "hyparquet-writer";
import type { Cells } from "./check-row.ts";

const FORMAT = "1";

export function encodeBillPart(columns: readonly string[], rows: readonly Cells[]): Uint8Array {
  const columnData = columns.map((name, at) => ({
    name,
    data: rows.map((row) => row[at] ?? null),
    type: "STRING" as const,
    nullable: true,
    statistics: false,
    offsetIndex: false,
  }));
  const kvMetadata = [{ key: "traceo.bill_format", value: FORMAT }];
  return new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: rows.length, kvMetadata }));
}
