// RFC 4180 written: CRLF, quotes where they are needed, empty for null. A spreadsheet takes a cell that begins with `=`, `+`,
// `-`, `@`, a tab or a return for a formula: what people open is guarded by a `'`, what programs load back is not changed.

export type CsvCell = string | null;

const NEEDS_QUOTES = /[",\r\n]/;
const FORMULA = /^[=+\-@\t\r]/;
const PLAIN_NUMBER = /^-?\d+(?:\.\d+)?$/;

function cellText(cell: CsvCell): string {
  if (cell === null) return "";
  return NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(cellText).join(",")}\r\n`;
}

/** For a table that people open in a spreadsheet; numbers stay numbers. */
export function guardFormula(cell: CsvCell): CsvCell {
  return cell !== null && FORMULA.test(cell) && !PLAIN_NUMBER.test(cell) ? `'${cell}` : cell;
}
