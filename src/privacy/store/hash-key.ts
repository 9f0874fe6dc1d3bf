// The key of a tenant's tokens as the tenant object stores it: plain for a pool, sealed for a silo. Synchronous; sealing
// and opening it is the caller's (src/tenant/privacy-key.ts).
// INVARIANT: the key is made once. What is stored in its place later is the same key, or nothing is stored.

import { and, eq } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import { hex } from "../../kernel/bytes.ts";
import type { Random } from "../../kernel/ids.ts";
import { privacyState } from "./schema.ts";

type Db = DrizzleSqliteDODatabase;

const ONLY = 1;
const KEY_BYTES = 32;
/** The version of a key that is stored as it is. */
export const NOT_SEALED = 0;

export interface StoredHashKey {
  readonly keyVersion: number;
  readonly hashKey: string;
}

export function makeHashKey(random: Random): string {
  return hex(random(KEY_BYTES));
}

/** Null before the first bundle. */
export function loadHashKey(db: Db): StoredHashKey | null {
  const { keyVersion, hashKey } = privacyState;
  return db.select({ keyVersion, hashKey }).from(privacyState).where(eq(privacyState.id, ONLY)).get() ?? null;
}

/** The first to ask makes the key: which one it is changes no decision, so it needs no entry in the audit log. */
export function addHashKey(db: Db, made: StoredHashKey): void {
  const row = { id: ONLY, version: 0, rules: {}, ...made };
  db.insert(privacyState).values(row).onConflictDoNothing().run();
}

/** Stores another form of the same key, unless another call was first. */
export function replaceHashKey(db: Db, before: StoredHashKey, after: StoredHashKey): void {
  const isUnchanged = and(eq(privacyState.id, ONLY), eq(privacyState.hashKey, before.hashKey));
  db.update(privacyState)
    .set({ ...after })
    .where(isUnchanged)
    .run();
}
