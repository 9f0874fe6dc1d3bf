// Rows as OData JSON (JSON Format 4.0, 7.1 and 12): decimals keep every digit, doubles that JSON has no word for are the texts
// NaN, INF and -INF, and whole numbers and decimals are texts for clients that ask for `IEEE754Compatible`.

import type { Cell, EdmType, Property, Row } from "./entity-set.ts";
import type { Page } from "./page-rows.ts";

export interface Wrapping {
  /** Of the service, with the slash at its end. */
  readonly root: string;
  readonly context: string;
  readonly nextLink: string | null;
  readonly hasMetadata: boolean;
  readonly isLongAsText: boolean;
}

function doubleText(value: number): string {
  if (Number.isFinite(value)) return JSON.stringify(value);
  return Number.isNaN(value) ? '"NaN"' : value > 0 ? '"INF"' : '"-INF"';
}

/** Without the zeros at the end of the second, which are how instants are ordered inside. */
const told = (instant: string): string => instant.replace(/\.?0+Z$/, "Z");

function cellText(cell: Cell, type: EdmType, isLongAsText: boolean): string {
  if (cell === null) return "null";
  if (type === "Edm.Double") return doubleText(Number(cell));
  // INVARIANT: a cell of these types is made of digits, a point and a sign alone.
  if (type === "Edm.Int64" || type === "Edm.Decimal") return isLongAsText ? `"${cell}"` : String(cell);
  return JSON.stringify(type === "Edm.DateTimeOffset" ? told(String(cell)) : cell);
}

function rowText(row: Row, shown: readonly Property[], isLongAsText: boolean): string {
  const cells = shown.map(({ name, type }) => `"${name}":${cellText(row[name] ?? null, type, isLongAsText)}`);
  return `{${cells.join(",")}}`;
}

export function writeRows(page: Page, shown: readonly Property[], wrapping: Wrapping): string {
  const { context, nextLink, hasMetadata, isLongAsText } = wrapping;
  const parts = [
    ...(hasMetadata ? [`"@odata.context":${JSON.stringify(context)}`] : []),
    ...(page.count === null ? [] : [`"@odata.count":${isLongAsText ? `"${page.count}"` : page.count}`]),
    `"value":[${page.rows.map((row) => rowText(row, shown, isLongAsText)).join(",")}]`,
    ...(nextLink === null ? [] : [`"@odata.nextLink":${JSON.stringify(nextLink)}`]),
  ];
  return `{${parts.join(",")}}`;
}
