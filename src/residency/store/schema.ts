// What a tenant object keeps for residency: the bases of transfers, as one document in one row.

import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const transferBases = sqliteTable("transfer_bases", {
  id: integer("id").primaryKey(),
  basis: text("basis", { mode: "json" }).notNull(),
});

/** The keys of a tenant that is or was in a silo, by version: wrapped by a master key that no store has. */
export const siloKeys = sqliteTable("silo_keys", {
  version: integer("version").primaryKey(),
  key: text("key", { mode: "json" }).notNull(),
});

/** When the tenant's stores were looked at; what was seen is in the audit entry of that number. */
export const residencyObservations = sqliteTable("residency_observations", {
  seq: integer("seq").primaryKey(),
  atMs: integer("at_ms").notNull(),
});
