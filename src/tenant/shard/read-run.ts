// A run of pending batches as a few tables, decoded a piece at a time: in between the shard stores what comes in.
// INVARIANT: nothing takes a batch out of the run meanwhile but the flush that reads it.

import { decodeBatch, joinTables, type Table } from "../../telemetry/index.ts";
import type { FlushIntent } from "./intents.ts";
import { openRows } from "./sealed-rows.ts";
import type { ShardRim } from "./shard-rim.ts";
import { cutRun, readBatches, type PendingBatch } from "./shard-store.ts";

/** LIMIT: some ten milliseconds of decoding. */
const PIECE = { rows: 5_000, batches: 100 };

/** Every batch is shown to `see`, in order. */
export async function readRun(
  rim: ShardRim,
  intent: FlushIntent,
  see: (batch: PendingBatch) => void,
): Promise<Table[]> {
  const { signal, from, to } = intent;
  const tables: Table[] = [];
  for (const piece of cutRun(rim.storage.sql, signal, { from, to, most: PIECE })) {
    const stored = readBatches(rim.storage.sql, signal, piece);
    const parts: Table[] = [];
    for (const batch of rim.rows === null ? stored : await openRows(rim.rows, signal, stored)) {
      see(batch);
      parts.push(decode(batch, rim.state.tenant.id));
    }
    tables.push(joinTables(parts));
    await rim.pause();
  }
  return tables;
}

/** A batch that the edge encoded and SQLite kept cannot fail to decode: stop, keep it, and let the log say so. */
function decode({ seq, payload }: PendingBatch, tenantId: string): Table {
  const table = decodeBatch(payload, BigInt(seq));
  if (!table.ok) throw new Error(`batch ${seq} of ${tenantId}: ${table.fault.detail}`);
  return table.value;
}
