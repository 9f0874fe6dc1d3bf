// Points of several series that have become one: those of the same instant are added, so that none takes another's place.
// Sums add up; histograms and exponential histograms add count, sum and buckets; of gauges and summaries, and of
// histograms with other bounds, which nothing can be added to, the last stays.

import { takeRows } from "../batch/take-rows.ts";
import type { F64Column, I64Column, Table, TextColumn } from "../table.ts";
import { addDistributions } from "./add-distributions.ts";

interface Numbers {
  readonly value: F64Column;
  readonly value_int: I64Column;
  readonly count: I64Column;
  readonly sum: F64Column;
  readonly min: F64Column;
  readonly max: F64Column;
  readonly distribution: TextColumn & { values: (string | null)[] };
}

/** `joined`: codes of the series that several became. Their columns are changed in copies; the table stays as it is. */
export function addPoints(table: Table, joined: ReadonlySet<number>): Table {
  const { series, time, kind } = table.columns;
  if (series?.kind !== "dict" || time?.kind !== "i64" || kind?.kind !== "dict")
    throw new TypeError("no metrics");
  const numbers = copyNumbers(table);
  const placeOf = new Map<string, number>();
  const dropped = new Set<number>();
  for (let row = 0; row < table.rows; row++) {
    const code = series.codes[row] as number;
    if (!joined.has(code)) continue;
    const place = `${code} ${time.values[row]}`;
    const before = placeOf.get(place);
    placeOf.set(place, row);
    if (before === undefined) continue;
    dropped.add(before);
    addRow(numbers, kind.values[kind.codes[row] as number] ?? "", { from: before, to: row });
  }
  const added = { ...table, columns: { ...table.columns, ...numbers } };
  if (dropped.size === 0) return added;
  const kept = Array.from({ length: table.rows }, (_, row) => row).filter((row) => !dropped.has(row));
  return takeRows(added, Uint32Array.from(kept));
}

interface Step {
  readonly from: number;
  readonly to: number;
}

function addRow(numbers: Numbers, kind: string, step: Step): void {
  if (kind === "sum") addSum(numbers, step);
  if (kind === "histogram" || kind === "exponential_histogram") addHistogram(numbers, step);
}

function addSum({ value, value_int }: Numbers, { from, to }: Step): void {
  combine(value, { from, to }, (left, right) => left + right);
  // The exact integer no longer belongs to the sum; the double holds it.
  if (value_int.valid !== null) value_int.valid[to] = 0;
}

function addHistogram(numbers: Numbers, step: Step): void {
  const { from, to } = step;
  const { values } = numbers.distribution;
  const joined = addDistributions(values[from] ?? null, values[to] ?? null);
  if (joined === null) return;
  values[to] = joined;
  const { values: counts } = numbers.count;
  counts[to] = (counts[from] as bigint) + (counts[to] as bigint);
  combine(numbers.sum, step, (left, right) => left + right);
  combine(numbers.min, step, Math.min);
  combine(numbers.max, step, Math.max);
}

/** A missing side leaves the other. */
function combine(
  { values, valid }: F64Column,
  { from, to }: Step,
  how: (a: number, b: number) => number,
): void {
  if (valid?.[from] === 0) return;
  const left = values[from] as number;
  values[to] = valid?.[to] === 0 ? left : how(left, values[to] as number);
  if (valid !== null) valid[to] = 1;
}

function copyNumbers({ columns }: Table): Numbers {
  const doubles = (name: string): F64Column => {
    const column = columns[name] as F64Column;
    return { ...column, values: column.values.slice(), valid: column.valid?.slice() ?? null };
  };
  const integers = (name: string): I64Column => {
    const column = columns[name] as I64Column;
    return { ...column, values: column.values.slice(), valid: column.valid?.slice() ?? null };
  };
  const distribution = columns["distribution"] as TextColumn;
  return {
    value: doubles("value"),
    value_int: integers("value_int"),
    count: integers("count"),
    sum: doubles("sum"),
    min: doubles("min"),
    max: doubles("max"),
    distribution: { kind: "text", values: [...distribution.values] },
  };
}
