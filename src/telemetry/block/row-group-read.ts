// Reads the wanted columns of one row group as a table. Neighbouring column chunks come in one read.

import { columnsOf, type Signal } from "../signals.ts";
import type { Column, Table } from "../table.ts";
import type { RowGroupPlace } from "./block-footer.ts";
import type { ByteSource } from "./byte-source.ts";
import { decodeChunk } from "./chunk-decode.ts";

export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** LIMIT: up to 64 KiB of unwanted bytes are read to save a request, which costs as much as about 1 MB of transfer. */
const GAP_BYTES = 65_536;

/** The reads that fetch the columns: in file order, neighbours joined. */
export function planReads(group: RowGroupPlace, columns: readonly string[]): ByteRange[] {
  const places = columns.flatMap((name) => group.chunks[name] ?? []).sort((a, b) => a.start - b.start);
  const reads: { start: number; end: number }[] = [];
  for (const { start, end } of places) {
    const last = reads.at(-1);
    if (last !== undefined && start - last.end <= GAP_BYTES) last.end = Math.max(last.end, end);
    else reads.push({ start, end });
  }
  return reads;
}

export interface RowGroupRead {
  readonly signal: Signal;
  readonly group: RowGroupPlace;
  readonly columns: readonly string[];
}

/** A column that the block was written without (an older format) is left out of the table. */
export async function readRowGroup(source: ByteSource, wanted: RowGroupRead): Promise<Table> {
  const { signal, group, columns } = wanted;
  const reads = planReads(group, columns);
  const parts = await Promise.all(reads.map(({ start, end }) => source.read(start, end)));
  const specs = new Map(columnsOf(signal));
  const decoded: Record<string, Column> = {};
  for (const name of columns) {
    const place = group.chunks[name];
    const spec = specs.get(name);
    if (place === undefined || spec === undefined) continue;
    const index = reads.findIndex(({ start, end }) => start <= place.start && place.end <= end);
    const offset = place.start - (reads[index]?.start ?? 0);
    const bytes = (parts[index] as Uint8Array).subarray(offset, offset + place.end - place.start);
    decoded[name] = decodeChunk(bytes, place, spec);
  }
  return { signal, rows: group.rows, columns: decoded };
}
