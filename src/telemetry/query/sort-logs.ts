// The log records of one row group, or of a shard's fresh rows, that a request wants, in its order and with what is told of
// them only: what is merged with those of others.
// INVARIANT: a row group is sorted by time and batch; newest first turns the instants around, never what shares one.

import { takeRows } from "../batch/take-rows.ts";
import { compareWords, wordsOf } from "../block/words.ts";
import type { RowCheck } from "../policy-labels.ts";
import type { Column, Table } from "../table.ts";
import { compareLogs, rowTests } from "./log-match.ts";
import type { LogRequest } from "./log-request.ts";
import type { ReadSpec } from "./plan-read.ts";
import { i64Of, rowWindow, textAt } from "./row-window.ts";
import type { ScannedTable } from "./scan-plan.ts";

/** What is told of a record in a row. */
const TOLD = [
  "time",
  "severity_number",
  "severity_text",
  "service_name",
  "body",
  "body_type",
  "trace_id",
  "span_id",
] as const;
const LABELS = ["attributes", "resource", "scope"] as const;

/** Labels are read only where something is asked of them. */
export const columnsToRead = (needsLabels: boolean): readonly string[] => [
  ...TOLD,
  "seq",
  ...(needsLabels ? LABELS : []),
];

export interface WantedLogs {
  readonly request: LogRequest;
  readonly spec: ReadSpec;
  readonly rowFilter: RowCheck | undefined;
}

export interface LogCut {
  /** Wanted rows that were taken before. */
  readonly skip: number;
  /** At least one row is kept. */
  readonly mostBytes: number;
}

export interface SortedLogs {
  readonly table: Table;
  /** Of the column `time`. */
  readonly words: Int32Array;
  readonly seqs: Float64Array;
  /** Are there wanted rows after these? */
  readonly isCut: boolean;
}

export function sortLogs(scanned: ScannedTable, wanted: WantedLogs, cut: LogCut): SortedLogs {
  const { table } = scanned;
  const { fromMs, toMs } = wanted.spec;
  const window = rowWindow(scanned, { baseMs: fromMs, fromMs, toMs });
  const words = wordsOf(i64Of(table, "time").values);
  const rows = wantedRows(scanned, wanted, window);
  sortOldestFirst(rows, words, window.seqs);
  const order = (wanted.request.isNewestFirst ? newestFirst(rows, words) : rows).subarray(cut.skip);
  const kept = order.subarray(0, countFitting(table, order, cut.mostBytes));
  const taken = toldRows(table, kept);
  return {
    table: taken,
    words: wordsOf(i64Of(taken, "time").values),
    seqs: Float64Array.from(kept, (row) => window.seqs[row] as number),
    isCut: kept.length < order.length,
  };
}

/** From the cursor's own row on, as (time, shard, seq) can tell it: its place among equals is counted by who merges. */
function wantedRows(
  { table, shard }: ScannedTable,
  { request, rowFilter }: WantedLogs,
  window: ReturnType<typeof rowWindow>,
): Uint32Array {
  const tests = rowTests(table, request, rowFilter);
  const times = i64Of(table, "time").values;
  const { after, isNewestFirst } = request;
  const rows = new Uint32Array(table.rows);
  let count = 0;
  for (let row = 0; row < table.rows; row++) {
    if (!window.has(row)) continue;
    const key = { time: times[row] as bigint, shard, seq: window.seqs[row] as number };
    if (after !== null && compareLogs(key, after, isNewestFirst) < 0) continue;
    if (tests.every((test) => test(row))) rows[count++] = row;
  }
  return rows.subarray(0, count);
}

function sortOldestFirst(rows: Uint32Array, words: Int32Array, seqs: Float64Array): void {
  const compare = (left: number, right: number): number =>
    compareWords(words, left, right) || (seqs[left] as number) - (seqs[right] as number) || left - right;
  for (let at = 1; at < rows.length; at++)
    if (compare(rows[at - 1] as number, rows[at] as number) > 0) return void rows.sort(compare);
}

function newestFirst(rows: Uint32Array, words: Int32Array): Uint32Array {
  const order = new Uint32Array(rows.length);
  let to = 0;
  for (let end = rows.length; end > 0;) {
    let start = end - 1;
    while (start > 0 && compareWords(words, rows[start - 1] as number, rows[start] as number) === 0) start--;
    for (let at = start; at < end; at++) order[to++] = rows[at] as number;
    end = start;
  }
  return order;
}

/** What a row takes besides its body's characters: numbers, codes, the texts' headers. */
const ROW_BYTES = 96;
const BYTES_OF_IDS = 128;

function countFitting(table: Table, order: Uint32Array, mostBytes: number): number {
  const [body, traceId] = [table.columns["body"], table.columns["trace_id"]];
  let bytes = 0;
  for (let at = 0; at < order.length; at++) {
    const row = order[at] as number;
    const idBytes = textAt(traceId, row) === null ? 0 : BYTES_OF_IDS;
    bytes += ROW_BYTES + idBytes + (textAt(body, row)?.length ?? 0);
    if (bytes > mostBytes) return Math.max(1, at);
  }
  return order.length;
}

function toldRows(table: Table, rows: Uint32Array): Table {
  const columns = Object.fromEntries(
    TOLD.flatMap((name) => {
      const column = table.columns[name];
      return column === undefined ? [] : [[name, column] as const];
    }),
  );
  const isAsRead = rows.length === table.rows && rows.every((row, at) => row === at);
  if (isAsRead) return { ...table, columns };
  const taken = takeRows({ ...table, columns }, rows);
  return rows.length * 2 < table.rows ? ownTexts(taken) : taken;
}

/** Texts that were read are cuts of their whole page: copied, a few of them do not hold all of it. */
function ownTexts(table: Table): Table {
  const copied = Object.entries(table.columns).map(([name, column]): [string, Column] => [
    name,
    column.kind === "text"
      ? { kind: "text", values: JSON.parse(JSON.stringify(column.values)) as (string | null)[] }
      : column,
  ]);
  return { ...table, columns: Object.fromEntries(copied) };
}
