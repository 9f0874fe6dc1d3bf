// The formats that tables are exported in: a row each. INVARIANT: names are stored with exports; the same tables and time give
// the same bytes.

import { encodeCsv } from "./csv.ts";
import type { ExportTable } from "./export-table.ts";
import { encodeJson, encodeNdjson } from "./json.ts";
import { oneTable } from "./one-table.ts";
import { encodeParquet } from "./parquet.ts";
import { gzipped } from "./pieces.ts";
import { encodeXlsx, type WorkbookNote } from "./xlsx.ts";

interface FormatRow {
  readonly meaning: string;
  readonly contentType: string;
  readonly extension: string;
  /** Formats that are compressed inside gain nothing by it. */
  readonly isGzippable: boolean;
  readonly encode: (tables: readonly ExportTable[], note: WorkbookNote) => AsyncGenerator<Uint8Array>;
}

export const FORMATS = {
  csv: {
    meaning: "RFC 4180, one table; texts that look like formulas begin with an apostrophe",
    contentType: "text/csv; charset=utf-8; header=present",
    extension: "csv",
    isGzippable: true,
    encode: (tables) => encodeCsv(oneTable(tables)),
  },
  ndjson: {
    meaning: "an object per row",
    contentType: "application/x-ndjson",
    extension: "ndjson",
    isGzippable: true,
    encode: (tables) => encodeNdjson(oneTable(tables)),
  },
  json: {
    meaning: "tables with their columns and rows",
    contentType: "application/json",
    extension: "json",
    isGzippable: true,
    encode: (tables) => encodeJson(tables),
  },
  parquet: {
    meaning: "one table, with typed columns",
    contentType: "application/vnd.apache.parquet",
    extension: "parquet",
    isGzippable: false,
    encode: (tables) => encodeParquet(oneTable(tables)),
  },
  xlsx: {
    meaning: "a workbook with a sheet per table, and charts of what is a series over time",
    contentType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    extension: "xlsx",
    isGzippable: false,
    encode: encodeXlsx,
  },
} as const satisfies Record<string, FormatRow>;

export type FormatName = keyof typeof FORMATS;
export const FORMAT_NAMES = Object.keys(FORMATS) as readonly FormatName[];

export interface FileWanted {
  readonly format: FormatName;
  readonly isGzipped: boolean;
}

export function fileBytes(
  tables: readonly ExportTable[],
  { format, isGzipped }: FileWanted,
  note: WorkbookNote,
): AsyncGenerator<Uint8Array> {
  const row: FormatRow = FORMATS[format];
  const bytes = row.encode(tables, note);
  return isGzipped && row.isGzippable ? gzipped(bytes) : bytes;
}

export const contentTypeOf = ({ format, isGzipped }: FileWanted): string =>
  isGzipped && FORMATS[format].isGzippable ? "application/gzip" : FORMATS[format].contentType;

/** `service-errors.csv.gz`: of what somebody called it what every file system takes. */
export function fileName(title: string, { format, isGzipped }: FileWanted): string {
  const stem = title
    .normalize("NFKD")
    .replaceAll(/[^A-Za-z0-9._-]+/g, "-")
    .replaceAll(/^[-.]+|[-.]+$/g, "")
    .slice(0, 80);
  const { extension, isGzippable } = FORMATS[format];
  return `${stem === "" ? "export" : stem}.${extension}${isGzipped && isGzippable ? ".gz" : ""}`;
}
