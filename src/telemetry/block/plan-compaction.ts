// Which small blocks to merge. Each level holds blocks about eight times larger than the one below, so a row is rewritten
// a few times in its life and a day ends as a few large blocks.
// INVARIANT: the blocks of a group are of one signal, shard, day and level, and no other block's seq lies between theirs.

import type { Signal } from "../signals.ts";
import type { BlockMeta } from "./block-meta.ts";

/** Fewer are not worth rewriting. */
const LEAST_BLOCKS = 8;
const MOST_BLOCKS = 32;

interface MergeBound {
  readonly rows: number;
  readonly sizeBytes: number;
}

/**
 * LIMIT: merging happens in an object of 128 MB. A metric row needs about 60 bytes of sort keys (1 M rows: 60 MB), then one
 * column besides the result; of logs and spans one text column is held whole (250,000 rows of 200 bytes: 50 MB).
 */
export const MERGE_BOUNDS: Readonly<Record<Signal, MergeBound>> = {
  metrics: { rows: 1_000_000, sizeBytes: 32 * 1_048_576 },
  logs: { rows: 250_000, sizeBytes: 16 * 1_048_576 },
  traces: { rows: 250_000, sizeBytes: 16 * 1_048_576 },
};

const laneOf = (block: BlockMeta): string => `${block.signal}/${block.day}/${block.shard}`;

function isFull(group: readonly BlockMeta[], next: BlockMeta): boolean {
  const rows = group.reduce((sum, block) => sum + block.rows, next.rows);
  const bytes = group.reduce((sum, block) => sum + block.sizeBytes, next.sizeBytes);
  const most = MERGE_BOUNDS[next.signal];
  return group.length >= MOST_BLOCKS || rows > most.rows || bytes > most.sizeBytes;
}

function groupLane(lane: readonly BlockMeta[]): BlockMeta[][] {
  const groups: BlockMeta[][] = [];
  let group: BlockMeta[] = [];
  for (const block of lane) {
    const fits = group.length > 0 && group[0]?.level === block.level && !isFull(group, block);
    if (!fits) groups.push((group = []));
    group.push(block);
  }
  return groups;
}

/** Groups to merge, each in order of seq. */
export function planCompaction(blocks: readonly BlockMeta[]): BlockMeta[][] {
  const lanes = Map.groupBy(blocks, laneOf);
  const groups = [...lanes.values()].flatMap((lane) =>
    groupLane([...lane].sort((a, b) => a.seqFrom - b.seqFrom)),
  );
  return groups.filter((group) => group.length >= LEAST_BLOCKS);
}
