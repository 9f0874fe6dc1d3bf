// The projection of due reports. Every statement of a tenant names it first; which tenants have something due is the one
// question that cron asks across them.

import type { TenantDb } from "../../residency/index.ts";

const SHOW = `INSERT INTO due_reports (tenant_id, due_at_ms) VALUES (?, ?)
  ON CONFLICT (tenant_id) DO UPDATE SET due_at_ms = excluded.due_at_ms`;
const DROP = "DELETE FROM due_reports WHERE tenant_id = ?";

/** Null: nothing is due any more. */
export async function showDueReports(handle: TenantDb, dueAtMs: number | null): Promise<void> {
  await handle.run(dueAtMs === null ? { sql: DROP, params: [] } : { sql: SHOW, params: [dueAtMs] });
}

export async function listTenantsDue(pool: D1Database, nowMs: number, limit: number): Promise<string[]> {
  const found = await pool
    .prepare("SELECT tenant_id FROM due_reports WHERE due_at_ms <= ? ORDER BY due_at_ms LIMIT ?")
    .bind(nowMs, limit)
    .all<{ tenant_id: string }>();
  return found.results.map(({ tenant_id: id }) => id);
}
