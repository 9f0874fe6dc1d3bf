// Retention: blocks of days that the tier no longer keeps. Steps, as in flush.ts: intent, catalog rows out, then the
// transaction that closes the intent and hands the objects to the garbage. So no row ever names an object that is gone.
// The first shard does it for shards that have retired, too: doing it twice is harmless.

import { TIERS } from "../../directory/index.ts";
import { utcDay } from "../../kernel/time.ts";
import { SIGNAL_NAMES, type Signal } from "../../telemetry/index.ts";
import { deleteBlocks, listExpired } from "../../telemetry/store/catalog.ts";
import { addGarbage } from "./garbage.ts";
import { closeIntent, loadIntents, openIntent, type SweepIntent } from "./intents.ts";
import { deletableAtMs, type ShardRim } from "./shard-rim.ts";

const MOST_AT_ONCE = 500;

/** A day ends when all of it is older than the retention. What an earlier sweep left unfinished comes first. */
export async function sweepExpired(rim: ShardRim): Promise<void> {
  for (const intent of loadIntents(rim.storage.sql)) if (intent.kind === "sweep") await sweep(rim, intent);
  for (const signal of SIGNAL_NAMES) {
    const intent = await planSweep(rim, signal);
    if (intent !== null) await sweep(rim, intent);
  }
}

async function planSweep(rim: ShardRim, signal: Signal): Promise<SweepIntent | null> {
  const beforeDay = utcDay(rim.nowMs - TIERS[rim.state.tenant.tier].retentionMs);
  const expired = await listExpired(rim.database, { signal, beforeDay, limit: MOST_AT_ONCE });
  const blocks = expired
    .filter((block) => block.shard === rim.state.shard || rim.state.shard === 0)
    .map(({ day, blockId, objectKey }) => ({ signal, day, blockId, objectKey }));
  if (blocks.length === 0) return null;
  const intent: SweepIntent = { kind: "sweep", signal, blocks };
  openIntent(rim.storage.sql, intent);
  return intent;
}

export async function sweep(rim: ShardRim, intent: SweepIntent): Promise<void> {
  await deleteBlocks(rim.database, intent.blocks);
  rim.storage.transactionSync(() => {
    const keys = intent.blocks.map((block) => block.objectKey);
    addGarbage(rim.storage.sql, keys, deletableAtMs(rim));
    closeIntent(rim.storage.sql, intent);
  });
}
