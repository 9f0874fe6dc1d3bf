// The one question that is asked of a catalog across tenants: for whom a sweep may have something to do. Ids only.

export async function listTenantsWithOldBlocks(db: D1Database, beforeDay: string): Promise<string[]> {
  const found = await db
    .prepare("SELECT DISTINCT tenant_id FROM blocks WHERE day < ?")
    .bind(beforeDay)
    .all<{ tenant_id: string }>();
  return found.results.map((row) => row.tenant_id);
}
