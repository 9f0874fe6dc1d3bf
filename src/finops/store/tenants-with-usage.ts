// Which tenants of a pool have used something lately: the one question of usage that is asked across tenants.

export async function listTenantsWithUsage(pool: D1Database, sinceDay: string): Promise<string[]> {
  const found = await pool
    .prepare("SELECT DISTINCT tenant_id FROM usage_daily WHERE day >= ?")
    .bind(sinceDay)
    .all<{ tenant_id: string }>();
  return found.results.map(({ tenant_id: id }) => id);
}
