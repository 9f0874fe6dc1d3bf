// The tenant's wrapped keys in its object's SQLite. No row means that it never was in a silo.

import { asc } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import type { KeyRing, WrappedKey } from "../../kernel/wrapped-key.ts";
import { siloKeys } from "./schema.ts";

export function loadKeyRing(db: DrizzleSqliteDODatabase): KeyRing {
  const rows = db.select().from(siloKeys).orderBy(asc(siloKeys.version)).all();
  return rows.map((row) => row.key as WrappedKey);
}

export function saveSiloKey(db: DrizzleSqliteDODatabase, key: WrappedKey): void {
  const row = { version: key.version, key };
  db.insert(siloKeys).values(row).onConflictDoUpdate({ target: siloKeys.version, set: row }).run();
}
