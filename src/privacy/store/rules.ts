// A tenant's privacy rules in the tenant object's SQLite. Synchronous: called inside the commit's transaction, and when a
// bundle is made. The row is made with the key of the tokens (hash-key.ts), when the first bundle is.

import { eq } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import type { PrivacyRules } from "../rules.ts";
import { privacyState } from "./schema.ts";

type Db = DrizzleSqliteDODatabase;

const ONLY = 1;

interface StoredRules {
  readonly version: number;
  readonly rules: PrivacyRules;
}

export function loadRules(db: Db): StoredRules {
  const row = db.select().from(privacyState).where(eq(privacyState.id, ONLY)).get();
  return row === undefined
    ? { version: 0, rules: {} }
    : { version: row.version, rules: row.rules as PrivacyRules };
}

export function saveRules(db: Db, { version, rules }: StoredRules): void {
  const saved = db.update(privacyState).set({ version, rules }).where(eq(privacyState.id, ONLY)).returning();
  if (saved.all().length === 0) throw new Error("privacy rules before the first bundle");
}
