// Objects that no catalog row names any more. They stay until every query that may have planned with them has ended.

import type { TenantBucket } from "../../residency/index.ts";

export function addGarbage(sql: SqlStorage, objectKeys: readonly string[], deleteAfterMs: number): void {
  for (const key of objectKeys) {
    sql.exec(
      "INSERT INTO garbage (object_key, delete_after_ms) VALUES (?, ?) ON CONFLICT DO NOTHING",
      key,
      deleteAfterMs,
    );
  }
}

/** R2 deletes up to 1,000 keys at once; deleting a key that is gone is no error, so a crash here repeats harmlessly. */
export async function collectGarbage(sql: SqlStorage, bucket: TenantBucket, nowMs: number): Promise<void> {
  const due = sql.exec<{ object_key: string }>(
    "SELECT object_key FROM garbage WHERE delete_after_ms <= ? LIMIT 1000",
    nowMs,
  );
  const keys = due.toArray().map((row) => row.object_key);
  if (keys.length === 0) return;
  await bucket.delete(keys);
  for (const key of keys) sql.exec("DELETE FROM garbage WHERE object_key = ?", key);
}

export function nextGarbageMs(sql: SqlStorage): number | null {
  return sql.exec<{ at: number | null }>("SELECT min(delete_after_ms) AS at FROM garbage").one().at;
}
