// Identity's tables in the tenant object. Hashes of secrets, never secrets.

import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const keys = sqliteTable("keys", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  roles: text("roles", { mode: "json" }).notNull(),
  scopes: text("scopes", { mode: "json" }).notNull(),
  groups: text("groups", { mode: "json" }).notNull(),
  attributes: text("attributes", { mode: "json" }).notNull(),
  secretHash: text("secret_hash").notNull(),
  previousHash: text("previous_hash"),
  previousUntilMs: integer("previous_until_ms"),
  createdAtMs: integer("created_at_ms").notNull(),
  createdBy: text("created_by").notNull(),
  expiresAtMs: integer("expires_at_ms"),
  revokedAtMs: integer("revoked_at_ms"),
  lastUsedAtMs: integer("last_used_at_ms"),
});

/** Sessions of the console. Their keys' hashes go along: with another secret, or without the key, a session opens nothing. */
export const consoleSessions = sqliteTable("console_sessions", {
  tokenHash: text("token_hash").primaryKey(),
  keyId: text("key_id").notNull(),
  secretHash: text("secret_hash").notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
  expiresAtMs: integer("expires_at_ms").notNull(),
});
