// A tenant's usage in the D1 of its cell. Every statement names the tenant first; showing an hour or a day again is harmless.

import type { TenantDb, TenantStatement } from "../../residency/index.ts";
import type { UsageLine } from "../meters/usage-line.ts";

export interface ShownUsage {
  /** `2026-11-23`. */
  readonly day: string;
  readonly lines: readonly UsageLine[];
  readonly hours: readonly { readonly hour: number; readonly lines: readonly UsageLine[] }[];
}

const SHOW_HOUR = `INSERT INTO usage_hourly (tenant_id, hour, lines) VALUES (?, ?, ?)
  ON CONFLICT (tenant_id, hour) DO UPDATE SET lines = excluded.lines`;
const SHOW_DAY = `INSERT INTO usage_daily (tenant_id, day, lines) VALUES (?, ?, ?)
  ON CONFLICT (tenant_id, day) DO UPDATE SET lines = excluded.lines`;

/** A day as it is, and those of its hours that have changed. */
export async function showUsage(handle: TenantDb, { day, lines, hours }: ShownUsage): Promise<void> {
  const statement = (sql: string, period: string | number, used: readonly UsageLine[]): TenantStatement => ({
    sql,
    params: [period, JSON.stringify(used)],
  });
  await handle.batch([
    statement(SHOW_DAY, day, lines),
    ...hours.map((hour) => statement(SHOW_HOUR, hour.hour, hour.lines)),
  ]);
}

/** Hours that the object tells by the day by now. */
export async function dropShownHours(handle: TenantDb, beforeHour: number): Promise<void> {
  const sql = "DELETE FROM usage_hourly WHERE tenant_id = ? AND hour < ?";
  await handle.batch([{ sql, params: [beforeHour] }]);
}

/** Every row of the tenant. */
export async function emptyUsage(handle: TenantDb): Promise<void> {
  await handle.batch([
    { sql: "DELETE FROM usage_hourly WHERE tenant_id = ?", params: [] },
    { sql: "DELETE FROM usage_daily WHERE tenant_id = ?", params: [] },
  ]);
}

/** How many rows it has. */
export async function countShown(handle: TenantDb): Promise<number> {
  const [hours, days] = await Promise.all(
    ["usage_hourly", "usage_daily"].map((table) =>
      handle.all<{ n: number }>({
        sql: `SELECT count(*) AS n FROM ${table} WHERE tenant_id = ?`,
        params: [],
      }),
    ),
  );
  return (hours?.[0]?.n ?? 0) + (days?.[0]?.n ?? 0);
}
