// The block catalog of one tenant in the D1 of its cell. Every statement names the tenant first.
// INVARIANT: putting a block is idempotent, and a merge swaps its parts for the result in one transaction, so a reader
// sees the rows of a block exactly once.
//
// Crash gaps: an object is put in R2 before its row here, so a crash between leaves an object that nothing names (the
// shard puts it again under the same key); rows are deleted before objects, so a row always has its object.

import { utcDay } from "../../kernel/time.ts";
import type { TenantDb, TenantStatement } from "../../residency/index.ts";
import type { BlockMeta } from "../block/block-meta.ts";
import type { Signal } from "../signals.ts";

export interface CatalogRow {
  readonly signal: Signal;
  readonly day: string;
  readonly block_id: string;
  readonly shard: number;
  readonly level: number;
  readonly min_time_ms: number;
  readonly max_time_ms: number;
  readonly rows: number;
  readonly size_bytes: number;
  readonly seq_from: number;
  readonly seq_to: number;
  readonly names: ArrayBuffer | readonly number[];
  readonly object_key: string;
}

export const CATALOG_COLUMNS =
  "signal, day, block_id, shard, level, min_time_ms, max_time_ms, rows, size_bytes, seq_from, seq_to, names, object_key";

const INSERT = `INSERT INTO blocks (tenant_id, ${CATALOG_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (tenant_id, signal, day, block_id) DO UPDATE SET
    min_time_ms = excluded.min_time_ms, max_time_ms = excluded.max_time_ms, rows = excluded.rows,
    size_bytes = excluded.size_bytes, seq_from = excluded.seq_from, seq_to = excluded.seq_to, names = excluded.names`;
const REMOVE = "DELETE FROM blocks WHERE tenant_id = ? AND signal = ? AND day = ? AND block_id = ?";

/** The key of a block's row. */
type BlockRef = Pick<BlockMeta, "signal" | "day" | "blockId">;

function insertion(block: BlockMeta): TenantStatement {
  const { signal, day, blockId, shard, level, minTimeMs, maxTimeMs, rows } = block;
  const { sizeBytes, seqFrom, seqTo, names, objectKey } = block;
  const place = [signal, day, blockId, shard, level];
  return {
    sql: INSERT,
    params: [...place, minTimeMs, maxTimeMs, rows, sizeBytes, seqFrom, seqTo, names, objectKey],
  };
}

function removal({ signal, day, blockId }: BlockRef): TenantStatement {
  return { sql: REMOVE, params: [signal, day, blockId] };
}

export function parseCatalogRow(row: CatalogRow): BlockMeta {
  return {
    blockId: row.block_id,
    signal: row.signal,
    day: row.day,
    shard: row.shard,
    level: row.level,
    minTimeMs: row.min_time_ms,
    maxTimeMs: row.max_time_ms,
    rows: row.rows,
    sizeBytes: row.size_bytes,
    seqFrom: row.seq_from,
    seqTo: row.seq_to,
    objectKey: row.object_key,
    names: new Uint8Array(row.names as ArrayBuffer),
  };
}

export async function insertBlocks(handle: TenantDb, blocks: readonly BlockMeta[]): Promise<void> {
  await handle.batch(blocks.map((block) => insertion(block)));
}

export interface Replacement {
  readonly signal: Signal;
  readonly day: string;
  readonly inserted: readonly BlockMeta[];
  /** Block ids. */
  readonly removed: readonly string[];
}

/** A merge: one transaction (a D1 batch is one). */
export async function replaceBlocks(handle: TenantDb, replacement: Replacement): Promise<void> {
  const { signal, day, inserted, removed } = replacement;
  const statements = [
    ...inserted.map((block) => insertion(block)),
    ...removed.map((blockId) => removal({ signal, day, blockId })),
  ];
  await handle.batch(statements);
}

export interface BlockRange {
  readonly signal: Signal;
  /** Half-open. */
  readonly fromMs: number;
  readonly toMs: number;
}

const LIST = `SELECT ${CATALOG_COLUMNS} FROM blocks
  WHERE tenant_id = ? AND signal = ? AND day >= ? AND day <= ? ORDER BY day, block_id`;

/** The blocks of every day that the range touches. */
export async function listBlocks(handle: TenantDb, range: BlockRange): Promise<BlockMeta[]> {
  const { signal, fromMs, toMs } = range;
  const days = [utcDay(fromMs), utcDay(Math.max(fromMs, toMs - 1))];
  const found = await handle.all<CatalogRow>({ sql: LIST, params: [signal, ...days] });
  return found.map(parseCatalogRow);
}

const LIST_EXPIRED = `SELECT ${CATALOG_COLUMNS} FROM blocks WHERE tenant_id = ? AND signal = ? AND day < ? ORDER BY day, block_id LIMIT ?`;

/** Blocks of a signal whose day lies before `beforeDay`, the oldest first. */
export async function listExpired(
  handle: TenantDb,
  wanted: { readonly signal: Signal; readonly beforeDay: string; readonly limit: number },
): Promise<BlockMeta[]> {
  const { signal, beforeDay, limit } = wanted;
  const found = await handle.all<CatalogRow>({ sql: LIST_EXPIRED, params: [signal, beforeDay, limit] });
  return found.map(parseCatalogRow);
}

/** Rows first, then the caller deletes the objects: a row never names an object that is gone. */
export async function deleteBlocks(handle: TenantDb, blocks: readonly BlockRef[]): Promise<void> {
  await handle.batch(blocks.map((block) => removal(block)));
}
