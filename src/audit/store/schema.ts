// The audit log's tables in the tenant object: entries as their canonical JSON, and tiles of the tree's hashes.

import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { bytes } from "./bytes-column.ts";

export const auditEntries = sqliteTable("audit_entries", {
  /** The leaf's index in the tree. */
  seq: integer("seq").primaryKey(),
  /** The leaf input: hashed as it stands, never rewritten. */
  entry: text("entry").notNull(),
});

export const auditTiles = sqliteTable(
  "audit_tiles",
  {
    level: integer("level").notNull(),
    tile: integer("tile").notNull(),
    hashes: bytes("hashes").notNull(),
  },
  (table) => [primaryKey({ columns: [table.level, table.tile] })],
);
