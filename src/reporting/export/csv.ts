// CSV as RFC 4180 has it, in UTF-8: lines end with CRLF, the first one names the columns. Texts that a spreadsheet would
// take for a formula get an apostrophe in front (OWASP, CSV injection); numbers are numbers. Times are ISO 8601 in UTC.

import { utf8 } from "../../kernel/bytes.ts";
import type { FieldType, FieldValue } from "../frame.ts";
import type { ExportTable, RowBatch } from "./export-table.ts";

const ROWS_A_PIECE = 2_000;

/** Also in the width that Japanese and Chinese input gives them. */
const FORMULA = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/;
const QUOTED = /[",\r\n]/;

function csvText(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  const isQuoted = QUOTED.test(safe) || safe.trim().length < safe.length;
  return isQuoted ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const isoText = (ms: number): string => {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString();
};

function cellText(value: FieldValue | undefined, type: FieldType): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return type === "time" ? isoText(value) : String(value);
  return csvText(value);
}

/** A line with nothing in it would be no line to many readers. */
const line = (cells: readonly string[]): string =>
  `${cells.length === 1 && cells[0] === "" ? '""' : cells.join(",")}\r\n`;

export async function* encodeCsv({ columns, batches }: ExportTable): AsyncGenerator<Uint8Array> {
  yield utf8(line(columns.map(({ name }) => csvText(name))));
  const types = columns.map(({ type }) => type);
  for await (const batch of batches()) {
    for (let from = 0; from < batch.rows; from += ROWS_A_PIECE) yield utf8(linesOf(batch, types, from));
  }
}

function linesOf({ rows, values }: RowBatch, types: readonly FieldType[], from: number): string {
  const to = Math.min(rows, from + ROWS_A_PIECE);
  const cells = types.map((type, at) => columnTexts(values[at]?.slice(from, to) ?? [], type));
  let text = "";
  for (let row = 0; row < to - from; row++) text += line(cells.map((column) => column[row] ?? ""));
  return text;
}

/** Texts of a column are often the same ones: each is looked at once. */
function columnTexts(values: readonly FieldValue[], type: FieldType): string[] {
  const known = new Map<FieldValue, string>();
  return values.map((value) => {
    if (type !== "text") return cellText(value, type);
    const told = known.get(value) ?? cellText(value, type);
    known.set(value, told);
    return told;
  });
}
