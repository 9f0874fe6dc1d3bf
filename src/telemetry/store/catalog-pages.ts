// A tenant's whole catalog in pages, in the order of its key: for moving it, counting it and emptying it.
// Every statement names the tenant first.

import type { TenantDb } from "../../residency/index.ts";
import type { BlockMeta } from "../block/block-meta.ts";
import { CATALOG_COLUMNS, parseCatalogRow, type CatalogRow } from "./catalog.ts";

/** A block's key without its tenant. */
export type BlockKey = Pick<BlockMeta, "signal" | "day" | "blockId">;

/** Before every block. */
export const FIRST_KEY = { signal: "", day: "", blockId: "" } as const;

interface KeyRange {
  /** Excluded. */
  readonly after: { readonly signal: string; readonly day: string; readonly blockId: string };
  /** Included; null for the end of the catalog. */
  readonly upTo: BlockKey | null;
  readonly limit: number;
}

const AFTER = "(signal, day, block_id) > (?, ?, ?)";
const UP_TO = "(signal, day, block_id) <= (?, ?, ?)";
const IN_ORDER = "ORDER BY signal, day, block_id LIMIT ?";

export async function pageBlocks(handle: TenantDb, range: KeyRange): Promise<BlockMeta[]> {
  const { after, upTo, limit } = range;
  const within = upTo === null ? AFTER : `${AFTER} AND ${UP_TO}`;
  const last = upTo === null ? [] : [upTo.signal, upTo.day, upTo.blockId];
  const found = await handle.all<CatalogRow>({
    sql: `SELECT ${CATALOG_COLUMNS} FROM blocks WHERE tenant_id = ? AND ${within} ${IN_ORDER}`,
    params: [after.signal, after.day, after.blockId, ...last, limit],
  });
  return found.map(parseCatalogRow);
}

export interface CatalogTotals {
  readonly blocks: number;
  readonly rows: number;
  readonly bytes: number;
}

const TOTALS = "count(*) AS blocks, coalesce(sum(rows), 0) AS rows, coalesce(sum(size_bytes), 0) AS bytes";

export async function totalBlocks(handle: TenantDb): Promise<CatalogTotals> {
  const sql = `SELECT ${TOTALS} FROM blocks WHERE tenant_id = ?`;
  const [totals] = await handle.all<CatalogTotals>({ sql, params: [] });
  return totals ?? { blocks: 0, rows: 0, bytes: 0 };
}

/** Every row of the tenant. */
export async function emptyCatalog(handle: TenantDb): Promise<void> {
  await handle.batch([{ sql: "DELETE FROM blocks WHERE tenant_id = ?", params: [] }]);
}
