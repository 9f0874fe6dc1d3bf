// The block catalog in the D1 of a cell: a projection of what the shards flushed, one row a block.
// INVARIANT: the key begins with `tenant_id`, and the table is its key (the migration makes it WITHOUT ROWID), so a tenant's
// blocks of a signal and day lie together and a write costs one row.

import { blob, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const blocks = sqliteTable(
  "blocks",
  {
    tenantId: text("tenant_id").notNull(),
    signal: text("signal").notNull(),
    /** UTC day: `2026-11-23`. */
    day: text("day").notNull(),
    blockId: text("block_id").notNull(),
    shard: integer("shard").notNull(),
    level: integer("level").notNull(),
    minTimeMs: integer("min_time_ms").notNull(),
    maxTimeMs: integer("max_time_ms").notNull(),
    rows: integer("rows").notNull(),
    sizeBytes: integer("size_bytes").notNull(),
    seqFrom: integer("seq_from").notNull(),
    seqTo: integer("seq_to").notNull(),
    names: blob("names", { mode: "buffer" }).notNull(),
    objectKey: text("object_key").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.signal, table.day, table.blockId] })],
);
