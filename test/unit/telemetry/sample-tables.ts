// Tables of telemetry made from a seed, for the tests of blocks and queries.

import { columnsOf, type ColumnSpec, type Signal } from "../../../src/telemetry/signals.ts";
import { type Column, NULL_CODE, type Table } from "../../../src/telemetry/table.ts";

export type Cell = string | number | bigint | boolean | null;
export type Row = Readonly<Record<string, Cell>>;

function dictOf(cells: readonly Cell[]): Column {
  const values: string[] = [];
  const codeOf = new Map<string, number>();
  const codes = Uint32Array.from(cells, (cell) => {
    if (cell === null) return NULL_CODE;
    const text = String(cell);
    if (!codeOf.has(text)) codeOf.set(text, values.push(text) - 1);
    return codeOf.get(text) ?? 0;
  });
  return { kind: "dict", codes, values };
}

function columnOf(spec: ColumnSpec, cells: readonly Cell[]): Column {
  if (spec.kind === "dict") return dictOf(cells);
  if (spec.kind === "text")
    return { kind: "text", values: cells.map((cell) => (cell === null ? null : String(cell))) };
  const hasNull = cells.some((cell) => cell === null);
  const valid = hasNull ? Uint8Array.from(cells, (cell) => (cell === null ? 0 : 1)) : null;
  if (spec.kind === "i64")
    return { kind: "i64", values: BigInt64Array.from(cells, (cell) => BigInt(cell ?? 0)), valid };
  if (spec.kind === "f64")
    return { kind: "f64", values: Float64Array.from(cells, (cell) => Number(cell ?? 0)), valid };
  if (spec.kind === "i32")
    return { kind: "i32", values: Int32Array.from(cells, (cell) => Number(cell ?? 0)), valid };
  return { kind: "bool", values: Uint8Array.from(cells, (cell) => (cell === true ? 1 : 0)), valid };
}

/** Cells that a row leaves out: null, or the kind's zero where null is not allowed. */
function blank(spec: ColumnSpec): Cell {
  if (spec.isNullable) return null;
  if (spec.kind === "dict" || spec.kind === "text") return "";
  return spec.kind === "i64" ? 0n : 0;
}

export function tableOf(signal: Signal, rows: readonly Row[]): Table {
  const columns = Object.fromEntries(
    columnsOf(signal).map(([name, spec]) => [
      name,
      columnOf(
        spec,
        rows.map((row) => row[name] ?? blank(spec)),
      ),
    ]),
  );
  return { signal, rows: rows.length, columns };
}

function cellAt(column: Column | undefined, row: number): Cell {
  if (column === undefined) return null;
  if (column.kind === "dict") {
    const code = column.codes[row] as number;
    return code === NULL_CODE ? null : (column.values[code] ?? null);
  }
  if (column.kind === "text") return column.values[row] ?? null;
  if (column.valid !== null && column.valid[row] === 0) return null;
  const value = column.values[row] ?? null;
  return column.kind === "bool" ? value === 1 : value;
}

export function rowsOfTable(table: Table): Row[] {
  const names = Object.keys(table.columns);
  return Array.from({ length: table.rows }, (_, row) =>
    Object.fromEntries(names.map((name) => [name, cellAt(table.columns[name], row)])),
  );
}

/** Mulberry32: the same numbers from the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** 16 hexadecimal digits from a number, as a series id looks. */
export const seriesId = (index: number): string => (index + 1).toString(16).padStart(16, "0");

export interface SampleShape {
  readonly rows: number;
  readonly metrics: number;
  readonly seriesPerMetric: number;
  readonly startMs: number;
  readonly stepMs: number;
}

/** Gauges: every series has one row each step, rows in order of time. */
export function sampleMetrics(shape: SampleShape): Table {
  const random = seeded(7);
  const all = shape.metrics * shape.seriesPerMetric;
  const rows = Array.from({ length: shape.rows }, (_, i): Row => {
    const index = i % all;
    const step = Math.floor(i / all);
    const metric = index % shape.metrics;
    return {
      metric: `metric_${metric}`,
      kind: "gauge",
      unit: "By",
      series: seriesId(index),
      service_name: `service-${index % 10}`,
      resource: `{"service.name":"service-${index % 10}"}`,
      scope: "{}",
      attributes: `{"host":"host-${Math.floor(index / shape.metrics)}"}`,
      time: BigInt(shape.startMs + step * shape.stepMs) * 1000000n,
      value: Math.round(random() * 1e4) / 100,
      flags: 0,
      seq: BigInt(step),
    };
  });
  return tableOf("metrics", rows);
}
