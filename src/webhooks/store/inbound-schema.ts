// Inbound webhooks' tables in the tenant object: the sources, and which messages of each have come in.

import { integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

export const hookSources = sqliteTable("hook_sources", {
  /** As it stands in the address. */
  name: text("name").primaryKey(),
  source: text("source", { mode: "json" }).notNull(),
  /** Sealed as an endpoint's are. */
  secret: text("secret").notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
});

export const hookReceipts = sqliteTable(
  "hook_receipts",
  {
    /** Rises with time: the oldest are forgotten first. */
    no: integer("no").primaryKey({ autoIncrement: true }),
    source: text("source").notNull(),
    /** The sender's own id. */
    messageId: text("message_id").notNull(),
    atMs: integer("at_ms").notNull(),
  },
  (table) => [uniqueIndex("hook_receipts_message").on(table.source, table.messageId)],
);
