// The order of rows in a block, and which of two rows that say the same thing is kept.
// metrics: metric, series, time, seq; one row for a series and instant, the highest seq.
// traces: trace id, time, seq; one row for a span, the highest seq. logs: time, seq; every row is kept.

import { type Column, NULL_CODE, type Table } from "../table.ts";
import { differences } from "./words.ts";

export interface OrderKeys {
  readonly nanosOfDay: Float64Array;
  readonly seq: Float64Array;
  /** The rank of each row's group (series or trace): groups are written one after the other. */
  readonly ranks: Uint32Array;
  readonly groups: number;
  /** Of two rows of a group and instant keep the later one (metrics). */
  readonly isOnePerInstant: boolean;
  /** Of two rows of a group with the same identity keep the later one (traces). */
  readonly identity: readonly (string | null)[] | null;
}

export const ORDER_COLUMNS: Readonly<Record<Table["signal"], readonly string[]>> = {
  metrics: ["metric", "series", "time", "seq"],
  logs: ["time", "seq"],
  traces: ["trace_id", "span_id", "time", "seq"],
};

const byText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

function rankCodes(sortedCodes: readonly number[]): Uint32Array {
  const ranks = new Uint32Array(sortedCodes.length);
  sortedCodes.forEach((code, rank) => (ranks[code] = rank));
  return ranks;
}

function seriesRanks(metric: Column, series: Column): { ranks: Uint32Array; groups: number } {
  if (metric.kind !== "dict" || series.kind !== "dict")
    throw new TypeError("metric and series are dictionaries");
  const metricOf = new Uint32Array(series.values.length);
  for (let i = 0; i < series.codes.length; i++)
    metricOf[series.codes[i] as number] = metric.codes[i] as number;
  const name = (code: number): string => metric.values[metricOf[code] ?? 0] ?? "";
  const sorted = series.values
    .map((_, code) => code)
    .sort((a, b) => byText(name(a), name(b)) || byText(series.values[a] ?? "", series.values[b] ?? ""));
  const rankOf = rankCodes(sorted);
  const ranks = Uint32Array.from(series.codes, (code) => (code === NULL_CODE ? 0 : (rankOf[code] as number)));
  return { ranks, groups: series.values.length };
}

function textRanks(values: readonly (string | null)[]): { ranks: Uint32Array; groups: number } {
  const sorted = [...new Set(values)].sort((a, b) => byText(a ?? "", b ?? ""));
  const rankOf = new Map(sorted.map((text, rank) => [text, rank]));
  return { ranks: Uint32Array.from(values, (text) => rankOf.get(text) ?? 0), groups: sorted.length };
}

function textValues(column: Column | undefined): readonly (string | null)[] {
  if (column?.kind !== "text") throw new TypeError("a text column is wanted");
  return column.values;
}

/** The keys by which rows are put in order; `columns` holds at least ORDER_COLUMNS of the signal. */
export function orderKeys(
  signal: Table["signal"],
  columns: Readonly<Record<string, Column>>,
  nanosOfDay: Float64Array,
): OrderKeys {
  const seqColumn = columns["seq"];
  if (seqColumn?.kind !== "i64") throw new TypeError("seq is a 64-bit integer");
  const seq = differences(seqColumn.values, 0n);
  const base = { nanosOfDay, seq, isOnePerInstant: signal === "metrics", identity: null };
  if (signal === "logs") return { ...base, ranks: new Uint32Array(seq.length), groups: 1 };
  if (signal === "traces") {
    return {
      ...base,
      ...textRanks(textValues(columns["trace_id"])),
      identity: textValues(columns["span_id"]),
    };
  }
  return { ...base, ...seriesRanks(columns["metric"] as Column, columns["series"] as Column) };
}

/** Rows in group order (a counting sort, so stable) and where each group starts. */
function grouped(keys: OrderKeys, rows: Uint32Array): { order: Uint32Array; starts: Uint32Array } {
  const starts = new Uint32Array(keys.groups + 1);
  for (const row of rows) {
    const next = (keys.ranks[row] as number) + 1;
    starts[next] = (starts[next] as number) + 1;
  }
  for (let i = 1; i < starts.length; i++) starts[i] = (starts[i] as number) + (starts[i - 1] as number);
  const next = starts.slice();
  const order = new Uint32Array(rows.length);
  for (const row of rows) {
    const rank = keys.ranks[row] as number;
    const place = next[rank] as number;
    order[place] = row;
    next[rank] = place + 1;
  }
  return { order, starts };
}

function compareRows(keys: OrderKeys, left: number, right: number): number {
  const time = (keys.nanosOfDay[left] as number) - (keys.nanosOfDay[right] as number);
  return time !== 0 ? time : (keys.seq[left] as number) - (keys.seq[right] as number);
}

function sortGroup(keys: OrderKeys, group: Uint32Array): void {
  for (let i = 1; i < group.length; i++) {
    if (compareRows(keys, group[i - 1] as number, group[i] as number) <= 0) continue;
    // Typed arrays sort by comparator stably (ECMA-262 23.2.3.29), so a later copy in one batch stays later.
    group.sort((left, right) => compareRows(keys, left, right));
    return;
  }
}

function dropRepeatedInstants(keys: OrderKeys, group: Uint32Array): Uint32Array {
  const isLast = (row: number, i: number): boolean =>
    i + 1 === group.length || keys.nanosOfDay[row] !== keys.nanosOfDay[group[i + 1] as number];
  return group.filter(isLast);
}

function dropRepeatedIdentities(
  keys: OrderKeys,
  identity: readonly (string | null)[],
  group: Uint32Array,
): Uint32Array {
  const kept = new Map<string | null, number>();
  for (const row of group) {
    const before = kept.get(identity[row] ?? null);
    const isLater = before === undefined || (keys.seq[row] as number) >= (keys.seq[before] as number);
    if (isLater) kept.set(identity[row] ?? null, row);
  }
  return kept.size === group.length ? group : group.filter((row) => kept.get(identity[row] ?? null) === row);
}

/** The places of the rows to keep, in stored order. */
export function orderRows(keys: OrderKeys, rows: Uint32Array): Uint32Array {
  const { order, starts } = grouped(keys, rows);
  let size = 0;
  for (let rank = 0; rank < keys.groups; rank++) {
    let group = order.subarray(starts[rank], starts[rank + 1]);
    sortGroup(keys, group);
    if (keys.isOnePerInstant) group = dropRepeatedInstants(keys, group);
    if (keys.identity !== null) group = dropRepeatedIdentities(keys, keys.identity, group);
    order.set(group, size);
    size += group.length;
  }
  return order.subarray(0, size);
}
