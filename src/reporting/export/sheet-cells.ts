// What a worksheet's cells are: typed values, widths and number formats by column. Texts are texts, never formulas.
// LIMIT: Excel holds 32,767 characters in a cell.

import type { CellStyle, CellValue, ColumnDef } from "hucre/xlsx";
import type { FieldType, FieldValue } from "../frame.ts";
import type { ExportColumn, RowBatch } from "./export-table.ts";

const MOST_CHARS = 32_767;
/** XML 1.0 has no characters for these. */
// oxlint-disable-next-line no-control-regex -- it is control characters that are taken out
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

const FORMATS: Readonly<Record<string, string>> = {
  "%": '0.0"%"',
  percent: '0.0"%"',
  By: "#,##0",
  B: "#,##0",
  bytes: "#,##0",
  ms: '#,##0.0" ms"',
  s: '#,##0.000" s"',
  USD: '"$"#,##0.00',
  EUR: '"€"#,##0.00',
  GBP: '"£"#,##0.00',
  JPY: '"¥"#,##0',
  INR: '"₹"#,##0.00',
};
const WIDTHS: Readonly<Record<FieldType, number>> = { time: 24, number: 16, text: 28 };

/** As `toISOString` has it, so that no reader's own order of day and month comes in between. */
const TIME_FORMAT = "yyyy-mm-dd hh:mm:ss.000";

export const HEADER_STYLE: CellStyle = {
  font: { bold: true, color: { rgb: "FFFFFF" } },
  fill: { type: "pattern", pattern: "solid", fgColor: { rgb: "1C2333" } },
  alignment: { vertical: "center" },
};

const formatOf = ({ type, unit }: ExportColumn): string | null =>
  type === "time" ? TIME_FORMAT : type === "text" ? null : (FORMATS[unit ?? ""] ?? "#,##0.######");

export const headerText = ({ name, unit }: ExportColumn): string =>
  cleanText(unit === undefined || unit === "" || unit === "1" ? name : `${name} (${unit})`);

export const columnDefs = (columns: readonly ExportColumn[]): ColumnDef[] =>
  columns.map((column) => {
    const numFmt = formatOf(column);
    const width = Math.max(WIDTHS[column.type], Math.min(48, headerText(column).length + 2));
    return { header: headerText(column), width, ...(numFmt === null ? {} : { numFmt }) };
  });

const cleanText = (text: string): string => text.replaceAll(NOT_XML, " ").slice(0, MOST_CHARS);

function cellOf(value: FieldValue | undefined, type: FieldType): CellValue {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return cleanText(value);
  if (!Number.isFinite(value)) return null;
  return type === "time" ? new Date(value) : value;
}

export function* rowsOf(
  { rows, values }: RowBatch,
  columns: readonly ExportColumn[],
): Generator<CellValue[]> {
  for (let row = 0; row < rows; row++) yield columns.map(({ type }, at) => cellOf(values[at]?.[row], type));
}
