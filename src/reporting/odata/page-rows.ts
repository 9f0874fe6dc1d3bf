// A page of rows that are all at hand: filtered, ordered, skipped, cut; and where the next one goes on.

import { fault } from "../../kernel/fault.ts";
import { parseMoney } from "../../kernel/money.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { compareCells } from "./compare-cells.ts";
import type { Cell, Row } from "./entity-set.ts";
import { passes } from "./evaluate-filter.ts";
import { writePlace, type PagePlace } from "./page-place.ts";
import type { ODataQuery, Order } from "./query-options.ts";

export interface Page {
  readonly rows: readonly Row[];
  /** All that pass the filter, whatever `$top` and `$skip` say; null when nobody asked. */
  readonly count: number | null;
  readonly next: NextPage | null;
}

export interface NextPage {
  readonly token: string;
  /** What of `$top` and `$skip` is left then. */
  readonly top: number | null;
  readonly skip: number;
}

/** Values of `keys` for the row, and the same in a token: rows are compared by them alone. */
function compareKeys(left: PagePlace, right: PagePlace, orders: readonly Order[]): number {
  for (const [at, { property, isDescending }] of orders.entries()) {
    const order = compareCells(left[at] ?? null, right[at] ?? null, property.type);
    if (order !== 0) return isDescending ? -order : order;
  }
  return 0;
}

const keysOf = (row: Row, orders: readonly Order[]): Cell[] =>
  orders.map(({ property }) => row[property.name] ?? null);

/** Is every cell one that its property could have? Texts that are no numbers would stop the comparison. */
function isPlaceOf(place: PagePlace, orders: readonly Order[]): boolean {
  if (place.length !== orders.length) return false;
  return place.every((cell, at) => {
    const type = orders[at]?.property.type;
    if (cell === null) return true;
    if (type === "Edm.Double") return typeof cell === "number";
    if (type === "Edm.Int64") return /^-?\d{1,19}$/.test(String(cell));
    if (type === "Edm.Decimal") return parseMoney(String(cell)).ok;
    return typeof cell === "string";
  });
}

/** `request.cursor_invalid` for a token of another order, `query.unsupported` for rows that no token fits. */
export function pageRows(rows: readonly Row[], query: ODataQuery, mostRows: number): Result<Page> {
  const { orders, place, skip } = query;
  if (place !== null && !isPlaceOf(place, orders))
    return failed(fault("request.cursor_invalid", "`$skiptoken` is of another query"));
  const keyed = rows
    .filter((row) => passes(query.filter, row))
    .map((row) => ({ row, keys: keysOf(row, orders) }))
    .sort((left, right) => compareKeys(left.keys, right.keys, orders));
  const count = query.isCounted ? keyed.length : null;
  const from = place === null ? 0 : keyed.findIndex(({ keys }) => compareKeys(keys, place, orders) > 0);
  const left = from === -1 ? [] : keyed.slice(from + skip);
  const wanted = Math.min(mostRows, query.top ?? mostRows);
  const shown = left.slice(0, wanted);
  const last = shown.at(-1);
  const page = { rows: shown.map(({ row }) => row), count };
  const topLeft = query.top === null ? null : query.top - shown.length;
  if (last === undefined || left.length === shown.length || topLeft === 0) return ok({ ...page, next: null });
  const token = writePlace(last.keys);
  return token.ok ? ok({ ...page, next: { token: token.value, top: topLeft, skip: 0 } }) : token;
}
