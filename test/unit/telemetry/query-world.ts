// A tenant's telemetry for query tests: rows go in with a seq, are flushed and merged when asked, and are then queried.

import { createLru } from "../../../src/kernel/lru.ts";
import type { BlockFooter } from "../../../src/telemetry/block/block-footer.ts";
import type { BlockMeta } from "../../../src/telemetry/block/block-meta.ts";
import { buildBlocks, type BuiltBlock } from "../../../src/telemetry/block/build-blocks.ts";
import { countReads, memorySource, type ReadCount } from "../../../src/telemetry/block/byte-source.ts";
import { mergeBlocks } from "../../../src/telemetry/block/merge-blocks.ts";
import {
  newStats,
  type QueryLimits,
  type QuerySources,
  type ScanStats,
} from "../../../src/telemetry/query/query-sources.ts";
import type { Signal } from "../../../src/telemetry/signals.ts";
import type { Table } from "../../../src/telemetry/table.ts";
import { type Row, tableOf } from "./sample-tables.ts";

export const NO_LIMITS: QueryLimits = {
  isOver: () => false,
  maxResultBytes: 1e9,
  maxSeries: 1e6,
  maxRowsHeld: 1e7,
};

export interface World {
  /** One batch: its rows get the next seq of the shard. */
  add(rows: readonly Row[], shard?: number): void;
  addTable(table: Table): void;
  /** Writes blocks of all that is fresh; the shard still shows what came at or after `flushedSeq`. */
  flush(shard?: number): Promise<void>;
  /** Merges all blocks of the shard, a day at a time. */
  merge(shard?: number): Promise<void>;
  /** Shards as they stood when this was called, blocks as they stand when `finish` is. */
  readShards(): { finish(): Sources };
  sources(): Sources;
  readonly reads: ReadCount;
  readonly blocks: readonly BuiltBlock[];
}

export interface Sources {
  readonly sources: QuerySources;
  readonly limits: QueryLimits;
  readonly stats: ScanStats;
}

interface ShardState {
  nextSeq: number;
  flushedSeq: number;
  fresh: Table[];
}

export function createWorld(signal: Signal): World {
  const shards = new Map<number, ShardState>();
  const stored = new Map<string, BuiltBlock>();
  const footers = createLru<BlockFooter>(64 * 1_048_576);
  const reads = { reads: 0, bytes: 0 };
  let ids = 0;
  const stateOf = (shard: number): ShardState => {
    const known = shards.get(shard) ?? { nextSeq: 0, flushedSeq: 0, fresh: [] };
    shards.set(shard, known);
    return known;
  };
  const put = (block: BuiltBlock | null): void => {
    if (block !== null) stored.set(block.meta.objectKey, block);
  };
  const identify = (): { blockId: string; objectKey: string } => ({
    blockId: `blk_${++ids}`,
    objectKey: `key/${ids}`,
  });
  const open = (block: BlockMeta): ReturnType<typeof memorySource> =>
    countReads(memorySource(stored.get(block.objectKey)?.bytes ?? new Uint8Array(0)), reads);
  const world: World = {
    reads,
    add(rows, shard = 0) {
      const state = stateOf(shard);
      const seq = BigInt(state.nextSeq++);
      state.fresh.push(
        tableOf(
          signal,
          rows.map((row) => ({ ...row, seq })),
        ),
      );
    },
    addTable(table) {
      stateOf(0).fresh.push(table);
      stateOf(0).nextSeq = table.rows;
    },
    async flush(shard = 0) {
      const state = stateOf(shard);
      for (const block of await buildBlocks(signal, state.fresh, { shard, level: 0, identify })) put(block);
      state.fresh = [];
      state.flushedSeq = state.nextSeq;
    },
    async merge(shard = 0) {
      const ours = [...stored.values()].filter(({ meta }) => meta.shard === shard);
      for (const parts of Map.groupBy(ours, ({ meta }) => meta.day).values()) {
        const sources = parts.map(({ meta, bytes }) => ({
          objectKey: meta.objectKey,
          source: memorySource(bytes),
        }));
        put(await mergeBlocks(signal, sources, { shard, level: 1, identify, footers }));
        for (const { meta } of parts) stored.delete(meta.objectKey);
      }
    },
    readShards() {
      const seen = [...shards].map(([shard, { flushedSeq, fresh }]) => ({
        shard,
        flushedSeq,
        tables: [...fresh],
      }));
      const finish = (): Sources => {
        const blocks = [...stored.values()].map(({ meta }) => meta);
        return { sources: { shards: seen, blocks, open, footers }, limits: NO_LIMITS, stats: newStats() };
      };
      return { finish };
    },
    sources: () => world.readShards().finish(),
    get blocks() {
      return [...stored.values()];
    },
  };
  return world;
}
