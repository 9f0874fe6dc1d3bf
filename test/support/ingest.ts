// What ingest tests share: limits around a fixed clock, rows of a table as plain objects, and a remote-write writer.

import { PbfWriter } from "pbf";
import { INGEST_SIZES, type IngestLimits } from "../../src/telemetry/intake/ingest-limits.ts";
import { NULL_CODE, type Column, type Table } from "../../src/telemetry/table.ts";

export const NOW_MS = Date.UTC(2026, 10, 23, 12);
export const NOW_NANOS = String(BigInt(NOW_MS) * 1_000_000n + 123_456_789n);
const DAY_MS = 86_400_000;

export const LIMITS: IngestLimits = {
  ...INGEST_SIZES,
  minTimeMs: NOW_MS - DAY_MS,
  maxTimeMs: NOW_MS + DAY_MS,
  receivedMs: NOW_MS,
};

function cell(column: Column, row: number): string | number | bigint | null {
  if (column.kind === "dict") {
    const code = column.codes[row] as number;
    return code === NULL_CODE ? null : (column.values[code] as string);
  }
  if (column.kind === "text") return column.values[row] ?? null;
  return column.valid?.[row] === 0 ? null : (column.values[row] as number | bigint);
}

/** A row without its null cells. */
function rowOf(table: Table, row: number): Record<string, unknown> {
  const cells = Object.entries(table.columns).map(([name, column]) => [name, cell(column, row)] as const);
  return Object.fromEntries(cells.filter(([, value]) => value !== null));
}

export function rowsOf(table: Table): Record<string, unknown>[] {
  return Array.from({ length: table.rows }, (_, row) => rowOf(table, row));
}

/** A generator of numbers in [0, 1) that repeats for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface WrittenSeries {
  readonly labels: readonly (readonly [name: string, value: string])[];
  /** The value may be given by its eight bytes, to send a NaN's bits. */
  readonly samples: readonly { readonly value: number | Uint8Array; readonly timeMs: number }[];
  readonly exemplars?: readonly {
    readonly labels: readonly (readonly [string, string])[];
    readonly value: number;
  }[];
  readonly histograms?: number;
}

/** The protobuf of a remote-write 1.0 WriteRequest. */
export function remoteWrite(series: readonly WrittenSeries[]): Uint8Array {
  const writer = new PbfWriter();
  for (const one of series) writer.writeMessage(1, writeSeries, one);
  return writer.finish().slice();
}

function writeSeries(series: WrittenSeries, writer: PbfWriter): void {
  for (const label of series.labels) writer.writeMessage(1, writeLabel, label);
  for (const sample of series.samples) writer.writeMessage(2, writeSample, sample);
  for (const exemplar of series.exemplars ?? []) {
    writer.writeMessage(
      3,
      (_, inner) => {
        for (const label of exemplar.labels) inner.writeMessage(1, writeLabel, label);
        inner.writeDoubleField(2, exemplar.value);
        inner.writeVarintField(3, NOW_MS);
      },
      null,
    );
  }
  for (let left = series.histograms ?? 0; left > 0; left--) writer.writeMessage(4, () => {}, null);
}

function writeLabel([name, value]: readonly [string, string], writer: PbfWriter): void {
  writer.writeStringField(1, name);
  writer.writeStringField(2, value);
}

function writeSample({ value, timeMs }: WrittenSeries["samples"][number], writer: PbfWriter): void {
  writer.writeDoubleField(1, typeof value === "number" ? value : 0);
  if (typeof value !== "number") writer.buf.set(value, writer.pos - 8);
  writer.writeVarintField(2, timeMs);
}
