// What a shard keeps beside a batch, so that a query can pass over it unread.

import type { Table } from "../table.ts";

export interface BatchSummary {
  readonly rows: number;
  /** The first and the last time of a row, in whole epoch milliseconds, rounded down; both 0 without rows. */
  readonly minTimeMs: number;
  readonly maxTimeMs: number;
}

const NANOS_PER_MS = 1_000_000n;

export function batchSummary(table: Table): BatchSummary {
  const time = table.columns.time;
  if (time?.kind !== "i64" || table.rows === 0) return { rows: table.rows, minTimeMs: 0, maxTimeMs: 0 };
  let min = time.values[0] as bigint;
  let max = min;
  for (const at of time.values) {
    if (at < min) min = at;
    else if (at > max) max = at;
  }
  return { rows: table.rows, minTimeMs: toMs(min), maxTimeMs: toMs(max) };
}

/** Accepted times are never before 1970, where the division would round up. */
function toMs(nanos: bigint): number {
  return Number(nanos / NANOS_PER_MS);
}
