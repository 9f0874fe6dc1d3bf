// What a query reads from: the fresh rows of each shard, and blocks from the catalog listed after the shards were read.
//
// INVARIANT: with W the shard's flushed seq at the time it was read, rows below W are taken from blocks only and rows from
// W on from the shard only. So every acknowledged row is seen exactly once, even while a flush or a merge runs:
// a block wholly from W on is ignored (the shard's rows say the same), one that straddles W is read up to W.

import type { BlockMeta } from "../block/block-meta.ts";
import type { FooterCache } from "../block/block-footer.ts";
import type { ByteSource } from "../block/byte-source.ts";
import type { Table } from "../table.ts";

export interface FreshShard {
  readonly shard: number;
  /** Rows below this seq are in blocks. */
  readonly flushedSeq: number;
  readonly tables: readonly Table[];
}

export interface QuerySources {
  readonly shards: readonly FreshShard[];
  readonly blocks: readonly BlockMeta[];
  open(block: BlockMeta): ByteSource;
  readonly footers: FooterCache;
}

export interface QueryLimits {
  /** Has the time that the tier allows run out? Asked between row groups. */
  isOver(): boolean;
  readonly maxResultBytes: number;
  readonly maxSeries: number;
  /** LIMIT: rows of one UTC day held while they are sorted: 40 bytes each, histograms about 150 and their text. */
  readonly maxRowsHeld: number;
}

export interface ScanStats {
  blocks_read: number;
  row_groups_read: number;
  bytes_read: number;
  reads: number;
  rows_scanned: number;
  fresh_rows: number;
}

export function newStats(): ScanStats {
  return { blocks_read: 0, row_groups_read: 0, bytes_read: 0, reads: 0, rows_scanned: 0, fresh_rows: 0 };
}
