// What decides about access in a tenant object: documents with the span of versions in which each was in force, the
// versions themselves, and changes that wait for a second person.

import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const accessItems = sqliteTable(
  "access_items",
  {
    /** policy, role, grant, user or setting. */
    kind: text("kind").notNull(),
    itemId: text("item_id").notNull(),
    fromVersion: integer("from_version").notNull(),
    /** The first version in which it is no longer in force; null while it is. */
    toVersion: integer("to_version"),
    document: text("document", { mode: "json" }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.kind, table.itemId, table.fromVersion] }),
    index("access_items_in_force").on(table.toVersion),
  ],
);

export const accessVersions = sqliteTable("access_versions", {
  version: integer("version").primaryKey(),
  atMs: integer("at_ms").notNull(),
  author: text("author").notNull(),
  /** Who approved it, where two persons are required. */
  approver: text("approver"),
  epoch: integer("epoch").notNull(),
  summary: text("summary").notNull(),
});

export const accessProposals = sqliteTable("access_proposals", {
  id: text("id").primaryKey(),
  atMs: integer("at_ms").notNull(),
  author: text("author").notNull(),
  summary: text("summary").notNull(),
  /** The version that it was proposed against. */
  baseVersion: integer("base_version").notNull(),
  changes: text("changes", { mode: "json" }).notNull(),
  /** pending, approved or rejected. */
  status: text("status").notNull(),
  decidedBy: text("decided_by"),
  decidedAtMs: integer("decided_at_ms"),
});
