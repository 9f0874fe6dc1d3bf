// Which rows go to which shard, and how a table is cut so that every batch fits one stored row.

import type { Signal } from "../signals.ts";
import type { Table } from "../table.ts";
import { encodeBatch } from "./encode.ts";
import { takeRows } from "./take-rows.ts";

/** What keeps rows together: a series, a trace, the logs of one resource. */
const SPLIT_COLUMNS: Readonly<Record<Signal, string>> = {
  metrics: "series",
  logs: "resource",
  traces: "trace_id",
};

/** LIMIT: a row of SQLite holds 2 MB; a batch shares its row with a few numbers. */
const MAX_BATCH_BYTES = 1_900_000;

/** The shard of a key, in [0, shardCount). Must not change while data lies in the shards. */
export type AssignShard = (key: string, shardCount: number) => number;

export interface ShardTable {
  readonly shard: number;
  readonly table: Table;
}

/** One table for each shard that gets rows, ascending by shard. */
export function splitTable(table: Table, shardCount: number, assign: AssignShard): ShardTable[] {
  if (table.rows === 0) return [];
  if (shardCount === 1) return [{ shard: assign("", 1), table }];
  const shardOf = readShards(table, shardCount, assign);
  const rowsOf = new Map<number, number[]>();
  for (let row = 0; row < table.rows; row++) {
    const shard = shardOf(row);
    const rows = rowsOf.get(shard);
    if (rows === undefined) rowsOf.set(shard, [row]);
    else rows.push(row);
  }
  const shards = [...rowsOf].sort(([left], [right]) => left - right);
  if (shards.length === 1) return shards.map(([shard]) => ({ shard, table }));
  return shards.map(([shard, rows]) => ({ shard, table: takeRows(table, Uint32Array.from(rows)) }));
}

/** Tells the shard of each row. */
export function readShards(table: Table, shardCount: number, assign: AssignShard): (row: number) => number {
  if (shardCount === 1) return () => assign("", 1);
  const column = table.columns[SPLIT_COLUMNS[table.signal]];
  if (column?.kind === "dict") {
    const shards = column.values.map((value) => assign(value, shardCount));
    return (row) => shards[column.codes[row] as number] as number;
  }
  if (column?.kind !== "text")
    throw new TypeError(`a table of ${table.signal} lacks the column it is split by`);
  return (row) => assign(column.values[row] as string, shardCount);
}

export interface EncodedChunk {
  readonly bytes: Uint8Array;
  readonly table: Table;
}

/**
 * The table as batches of at most `maxBytes`, halved by rows until each fits. One row that does not fit alone is a bug:
 * ingest bounds the text of a row far below.
 */
export function encodeChunks(table: Table, maxBytes: number = MAX_BATCH_BYTES): EncodedChunk[] {
  if (table.rows === 0) return [];
  const bytes = encodeBatch(table);
  if (bytes.byteLength <= maxBytes) return [{ bytes, table }];
  if (table.rows === 1) throw new RangeError(`one row takes ${bytes.byteLength} bytes`);
  const half = table.rows >> 1;
  const rows = Uint32Array.from({ length: table.rows }, (_, row) => row);
  return [rows.subarray(0, half), rows.subarray(half)].flatMap((part) =>
    encodeChunks(takeRows(table, part), maxBytes),
  );
}
