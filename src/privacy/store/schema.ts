// Privacy's table in the tenant object: one row with the rules that the tenant has set and the key of its tokens.

import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const privacyState = sqliteTable("privacy_state", {
  id: integer("id").primaryKey(),
  /** Rises with every change of the rules; 0 before the first. */
  version: integer("version").notNull(),
  /** By data class; a class that is missing has the jurisdiction's default. */
  rules: text("rules", { mode: "json" }).notNull(),
  /** 32 random bytes, never others: in hexadecimal, or sealed in base64url. Tokens of the same value stay the same. */
  hashKey: text("hash_key").notNull(),
  /** Which of the tenant's silo keys seals it; 0 for none. */
  keyVersion: integer("key_version").notNull().default(0),
});
