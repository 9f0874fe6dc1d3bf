// Small blocks of one day become larger ones. Steps, as in flush.ts: intent, R2, catalog (new row in, old rows out, in
// one D1 transaction), then the transaction that closes the intent and hands the old objects to the garbage.

import {
  blockObjectKey,
  mergeBlocks,
  planCompaction,
  type BlockMeta,
  type BuiltBlock,
  type Signal,
} from "../../telemetry/index.ts";
import { openBlock, putBlock } from "../../telemetry/store/block-store.ts";
import { listBlocks, replaceBlocks } from "../../telemetry/store/catalog.ts";
import { addGarbage } from "./garbage.ts";
import { closeIntent, openIntent, type MergeIntent } from "./intents.ts";
import { deletableAtMs, type ShardRim } from "./shard-rim.ts";

/** The first merge that is worth doing among a shard's blocks of these days; null when there is none. */
export async function planMerge(
  rim: ShardRim,
  signal: Signal,
  days: readonly string[],
): Promise<MergeIntent | null> {
  for (const day of days) {
    const fromMs = Date.parse(`${day}T00:00:00Z`);
    const blocks = await listBlocks(rim.database, { signal, fromMs, toMs: fromMs + 1 });
    const own = blocks.filter((block) => block.shard === rim.state.shard && block.day === day);
    const [group] = planCompaction(own);
    if (group !== undefined) return beginMerge(rim.storage.sql, { signal, day, group });
  }
  return null;
}

function beginMerge(
  sql: SqlStorage,
  plan: { signal: Signal; day: string; group: readonly BlockMeta[] },
): MergeIntent {
  const level = Math.max(...plan.group.map((block) => block.level)) + 1;
  const parts = plan.group.map(({ blockId, objectKey, sizeBytes, seqFrom, seqTo }) => ({
    blockId,
    objectKey,
    sizeBytes,
    seqFrom,
    seqTo,
  }));
  const intent: MergeIntent = { kind: "merge", signal: plan.signal, day: plan.day, level, parts };
  openIntent(sql, intent);
  return intent;
}

export async function merge(rim: ShardRim, intent: MergeIntent): Promise<void> {
  const merged = await build(rim, intent);
  if (merged !== null) await putBlock(rim.bucket, merged.meta.objectKey, merged.bytes);
  const removed = intent.parts.map((part) => part.blockId);
  const { signal, day } = intent;
  await replaceBlocks(rim.database, { signal, day, inserted: merged === null ? [] : [merged.meta], removed });
  rim.storage.transactionSync(() => {
    const keys = intent.parts.map((part) => part.objectKey);
    addGarbage(rim.storage.sql, keys, deletableAtMs(rim));
    closeIntent(rim.storage.sql, intent);
  });
}

function build(rim: ShardRim, { signal, day, level, parts }: MergeIntent): Promise<BuiltBlock | null> {
  const { shard, tenant } = rim.state;
  const from = Math.min(...parts.map((part) => part.seqFrom));
  const to = Math.max(...parts.map((part) => part.seqTo));
  const blockId = `${shard}.${from}.${to}.${level}`;
  const identified = { blockId, objectKey: blockObjectKey(tenant.id, { signal, day, blockId }) };
  const sources = parts.map((part) => ({
    objectKey: part.objectKey,
    source: openBlock(rim.bucket, part.objectKey, part.sizeBytes),
  }));
  return mergeBlocks(signal, sources, {
    shard,
    level,
    identify: () => identified,
    footers: rim.footers,
    pause: rim.pause,
  });
}
