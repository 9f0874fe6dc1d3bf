// From the write-ahead store to blocks. The order of the steps is what makes it safe:
//   1. intent       the run of batches is fixed, under which names follow
//   2. R2           a crash here leaves objects that the repetition overwrites with the same bytes
//   3. catalog      a crash here leaves rows above the mark: queries pass over them until step 4
//   4. transaction  batches out, mark up, report in, intent closed: from now on queries read the blocks
// INVARIANT: a row is read from the batches or from a block, never from both and never from neither.

import type { FlushReport } from "../commands/record-flush.ts";
import { blockObjectKey, buildBlocks, type BlockMeta, type Signal } from "../../telemetry/index.ts";
import { putBlock } from "../../telemetry/store/block-store.ts";
import { insertBlocks } from "../../telemetry/store/catalog.ts";
import { openBatchAccount } from "../finops/batch-lines.ts";
import { closeIntent, openIntent, type FlushIntent } from "./intents.ts";
import { addToCensus } from "./metric-census.ts";
import { readRun } from "./read-run.ts";
import type { ShardRim } from "./shard-rim.ts";
import { endOfRun, settleFlush, type PendingBatch } from "./shard-store.ts";

/** LIMIT: rows of a flush, decoded and in memory at once in an object of 128 MB. */
const MOST_ROWS: Readonly<Record<Signal, number>> = { metrics: 200_000, logs: 50_000, traces: 50_000 };

/** Fixes what the next flush of a signal takes; null when nothing is pending. */
export function planFlush(sql: SqlStorage, signal: Signal): FlushIntent | null {
  const run = endOfRun(sql, signal, MOST_ROWS[signal]);
  if (run === null) return null;
  const intent: FlushIntent = { kind: "flush", signal, ...run };
  openIntent(sql, intent);
  return intent;
}

/** The blocks that were made. */
export async function flush(rim: ShardRim, intent: FlushIntent): Promise<readonly BlockMeta[]> {
  const { storage, state } = rim;
  const { signal, from, to } = intent;
  const account = openAccount(signal);
  const tables = await readRun(rim, intent, (batch) => account.add(batch));
  const tenantId = state.tenant.id;
  const identify = (day: string) => {
    const blockId = `${state.shard}.${from}.${to}.0`;
    return { blockId, objectKey: blockObjectKey(tenantId, { signal, day, blockId }) };
  };
  const built = await buildBlocks(signal, tables, {
    shard: state.shard,
    level: 0,
    identify,
    pause: rim.pause,
  });
  for (const block of built) await putBlock(rim.bucket, block.meta.objectKey, block.bytes);
  const metas = built.map((block) => block.meta);
  await insertBlocks(rim.database, metas);
  const report = account.report({ state, intent, blocks: metas });
  storage.transactionSync(() => {
    const name = `${tenantId} ${state.shard} ${signal} ${from} ${to}`;
    addToCensus(storage.sql, tables, rim.nowMs);
    settleFlush(storage.sql, signal, { name, atMs: rim.nowMs, report, requestHashes: account.requestHashes });
    closeIntent(storage.sql, intent);
  });
  return metas;
}

interface Account {
  readonly requestHashes: readonly string[];
  add(batch: PendingBatch): void;
  report(of: { state: ShardRim["state"]; intent: FlushIntent; blocks: readonly BlockMeta[] }): FlushReport;
}

/** Who sent what: a request may have been stored as several batches, and counts once. */
function openAccount(signal: Signal): Account {
  const usage = openBatchAccount(signal);
  const keys: Record<string, { requests: number; rows: number; last_ms: number }> = {};
  const hashes = new Set<string>();
  let rows = 0;
  return {
    get requestHashes() {
      return [...hashes];
    },
    add(batch) {
      const isAnother = batch.requestHash === "" || !hashes.has(batch.requestHash);
      if (batch.requestHash !== "") hashes.add(batch.requestHash);
      const use = (keys[batch.keyId] ??= { requests: 0, rows: 0, last_ms: 0 });
      use.requests += isAnother ? 1 : 0;
      use.rows += batch.rows;
      use.last_ms = Math.max(use.last_ms, batch.receivedMs);
      rows += batch.rows;
      usage.add(batch);
    },
    report: ({ state, intent, blocks }) => ({
      shard: state.shard,
      signal: intent.signal,
      seq_from: intent.from,
      seq_to: intent.to,
      rows,
      blocks: blocks.map((block) => block.objectKey),
      keys,
      usage: usage.lines(blocks.reduce((sum, block) => sum + block.sizeBytes, 0)),
    }),
  };
}
