// What a shard holds that the tenant object has not counted yet: batches that wait, and flushes it does not know to be told.
// INVARIANT: together with what the object has counted it is the usage of everything that was ever acknowledged, once:
// batches below the mark that was flushed are in no account but their flush's, and flushes below the object's mark are its.

import { SIGNAL_NAMES, type Signal } from "../../telemetry/index.ts";
import { readWatermark, unreportedFlushes } from "../shard/shard-store.ts";
import { openBatchAccount, type LinesByHour } from "./batch-lines.ts";

export interface PendingUsage {
  readonly unreported: readonly {
    readonly signal: string;
    readonly seqFrom: number;
    readonly seqTo: number;
    readonly usage: LinesByHour;
  }[];
  readonly waiting: readonly {
    readonly signal: Signal;
    /** All batches below it are flushed. */
    readonly flushedSeq: number;
    readonly usage: LinesByHour;
  }[];
}

interface WaitingRow extends Record<string, SqlStorageValue> {
  rows: number;
  received_ms: number;
  key_id: string;
  usage: string | null;
}

export function readPending(sql: SqlStorage): PendingUsage {
  return {
    unreported: unreportedFlushes(sql).map(({ report }) => {
      const { signal, seq_from: seqFrom, seq_to: seqTo, usage = {} } = report;
      return { signal, seqFrom, seqTo, usage };
    }),
    waiting: SIGNAL_NAMES.map((signal) => readWaiting(sql, signal)),
  };
}

function readWaiting(sql: SqlStorage, signal: Signal): PendingUsage["waiting"][number] {
  const account = openBatchAccount(signal);
  const rows = sql.exec<WaitingRow>(
    "SELECT rows, received_ms, key_id, usage FROM batches WHERE signal = ?",
    signal,
  );
  for (const { rows: count, received_ms: receivedMs, key_id: keyId, usage } of rows)
    account.add({ rows: count, receivedMs, keyId, usage });
  return { signal, flushedSeq: readWatermark(sql, signal), usage: account.lines(0) };
}

/** What of it the object has not counted by its marks; null when the shard has flushed and told since it was read. */
export function uncountedUsage(
  shard: number,
  { unreported, waiting }: PendingUsage,
  marks: ReadonlyMap<string, number>,
): LinesByHour[] | null {
  const markOf = (signal: string): number => marks.get(laneOf(shard, signal)) ?? 0;
  if (waiting.some(({ signal, flushedSeq }) => markOf(signal) > flushedSeq)) return null;
  const untold = unreported.filter(({ signal, seqFrom }) => seqFrom >= markOf(signal));
  return [...untold, ...waiting].map(({ usage }) => usage);
}

/** What a shard's usage of a signal is known by. */
export const laneOf = (shard: number, signal: string): string => `${shard} ${signal}`;
