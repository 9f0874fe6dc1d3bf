// API keys in the tenant object's SQLite. Synchronous: called inside the commit's transaction.

import { and, asc, eq, gt, isNull, lt, or } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import type { KeyRecord } from "../key-record.ts";
import { keys } from "./schema.ts";

type Db = DrizzleSqliteDODatabase;
type KeyRow = typeof keys.$inferSelect;

function toRecord(row: KeyRow): KeyRecord {
  // The JSON columns were written by `saveKey` from a KeyRecord: nothing else writes them.
  return row as unknown as KeyRecord;
}

export function loadKey(db: Db, id: string): KeyRecord | null {
  const row = db.select().from(keys).where(eq(keys.id, id)).get();
  return row === undefined ? null : toRecord(row);
}

export function saveKey(db: Db, record: KeyRecord): void {
  const row = {
    ...record,
    roles: [...record.roles],
    scopes: [...record.scopes],
    groups: [...record.groups],
    attributes: { ...record.attributes },
  };
  db.insert(keys).values(row).onConflictDoUpdate({ target: keys.id, set: row }).run();
}

/** In order of id, which is the order of creation. */
export function listKeys(db: Db, page: { readonly after: string; readonly limit: number }): KeyRecord[] {
  const rows = db
    .select()
    .from(keys)
    .where(gt(keys.id, page.after))
    .orderBy(asc(keys.id))
    .limit(page.limit)
    .all();
  return rows.map(toRecord);
}

/** Every key that is not revoked: what the bundle carries. */
export function listOpenKeys(db: Db): KeyRecord[] {
  return db.select().from(keys).where(isNull(keys.revokedAtMs)).all().map(toRecord);
}

/** Never moves the instant backwards. */
export function markKeyUsed(db: Db, id: string, atMs: number): void {
  const isEarlier = or(isNull(keys.lastUsedAtMs), lt(keys.lastUsedAtMs, atMs));
  db.update(keys)
    .set({ lastUsedAtMs: atMs })
    .where(and(eq(keys.id, id), isEarlier))
    .run();
}
