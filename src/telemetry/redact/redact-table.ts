// A table as a tenant's privacy rules let it be kept. Texts that rows share are looked at once. A series whose identity
// changed gets a new id, so that series which only masked values told apart stay apart: a cumulative sum of two senders
// must not become one.
// INVARIANT: with nothing to change the table is the very one that came in.

import { tokenOf, type Redactor } from "../../privacy/index.ts";
import { takeRows } from "../batch/take-rows.ts";
import { type Column, type DictColumn, NULL_CODE, type Table } from "../table.ts";
import { redactColumn, type RowMarks, CHANGED, REFUSED, UNEXAMINED } from "./redact-column.ts";
import { REDACTED_COLUMNS } from "./redacted-columns.ts";

export interface RedactedTable {
  readonly table: Table;
  /** Rows in which something was masked, hashed or dropped. */
  readonly redacted: number;
  /** Rows with a text beyond the budget, which was left out. */
  readonly unexamined: number;
  /** The rows, as they came, that a rule refuses; not in the table. */
  readonly refused: readonly number[];
  /** The classes that they were refused for. */
  readonly refusedFor: readonly string[];
}

export interface Redacting {
  readonly redactor: Redactor;
  /** Makes the ids of changed series. */
  readonly key: Uint8Array;
}

export function redactTable(table: Table, { redactor, key }: Redacting): RedactedTable {
  const marks: RowMarks = { rows: new Uint8Array(table.rows), classes: new Set() };
  const columns: Record<string, Column> = { ...table.columns };
  for (const [name, how] of REDACTED_COLUMNS[table.signal]) {
    const column = table.columns[name];
    if (column !== undefined) columns[name] = redactColumn(column, { how, redactor, marks, table });
  }
  const refused = rowsOf(marks.rows, (mark) => (mark & REFUSED) !== 0);
  const keptWith = (wanted: number): number =>
    rowsOf(marks.rows, (mark) => (mark & wanted) !== 0 && (mark & REFUSED) === 0).length;
  const redacted = keptWith(CHANGED);
  const unexamined = keptWith(UNEXAMINED);
  if (redacted + refused.length + unexamined === 0)
    return { table, redacted: 0, unexamined: 0, refused: [], refusedFor: [] };
  const changed = withSeries(table, { ...table, columns: withoutOrphans(columns) }, key);
  const rest = rowsOf(marks.rows, (mark) => (mark & REFUSED) === 0);
  const kept = refused.length === 0 ? changed : takeRows(changed, Uint32Array.from(rest));
  return { table: kept, redacted, unexamined, refused, refusedFor: [...marks.classes] };
}

function rowsOf(marks: Uint8Array, test: (mark: number) => boolean): number[] {
  const rows: number[] = [];
  for (let row = 0; row < marks.length; row++) if (test(marks[row] as number)) rows.push(row);
  return rows;
}

/** A body that was dropped has no type. */
function withoutOrphans(columns: Record<string, Column>): Record<string, Column> {
  const { body, body_type: type } = columns;
  if (body?.kind !== "text" || type?.kind !== "dict") return columns;
  const codes = type.codes.map((code, row) => (body.values[row] === null ? NULL_CODE : code));
  return { ...columns, body_type: { ...type, codes } };
}

/** What a series is told apart by, of what can change here. */
const IDENTITY = ["metric", "unit", "resource", "scope", "attributes"] as const;

function withSeries(before: Table, after: Table, key: Uint8Array): Table {
  const series = before.columns["series"];
  if (series?.kind !== "dict") return after;
  const was = IDENTITY.map((name) => before.columns[name] as DictColumn);
  const is = IDENTITY.map((name) => after.columns[name] as DictColumn);
  const ids = new Map<number, string>();
  for (let row = 0; row < before.rows; row++) {
    const code = series.codes[row] as number;
    if (ids.has(code) || was.every((column, at) => column === is[at])) continue;
    const [old, now] = [was, is].map((columns) => columns.map((column) => textOf(column, row)));
    const isSame = old?.every((text, at) => text === now?.[at]) === true;
    const id = series.values[code] as string;
    ids.set(code, isSame ? id : tokenOf(key, "series", `${id}\n${JSON.stringify(now)}`));
  }
  const values = series.values.map((id, code) => ids.get(code) ?? id);
  return { ...after, columns: { ...after.columns, series: { ...series, values } } };
}

function textOf({ codes, values }: DictColumn, row: number): string | null {
  const code = codes[row] as number;
  return code === NULL_CODE ? null : (values[code] as string);
}
