// What tenants of a cell used in a range of days, from the projections: the operator's question across tenants. A pool's database
// is asked for many of them at once, a silo's for its own.

import type { TenantDb } from "../../residency/index.ts";
import type { Meter } from "../meters/registry.ts";
import { addQuantities, type Quantities, type UsageLine } from "../meters/usage-line.ts";

interface UsageAsked {
  /** UTC days, half-open. */
  readonly from: string;
  readonly to: string;
  /** Each takes its time of every line that is read. */
  readonly meters: readonly Meter[];
}

type UsedRow = { readonly tenant: string } & Readonly<Partial<Record<Meter, number | null>>>;

const sumOf = (meter: Meter): string => `sum(l.value ->> '$.quantities.${meter}') AS ${meter}`;
const ofPool = (meters: readonly Meter[]): string =>
  `SELECT u.tenant_id AS tenant, ${meters.map(sumOf).join(", ")} FROM usage_daily u, json_each(u.lines) l
   WHERE u.tenant_id IN (SELECT value FROM json_each(?1)) AND u.day >= ?2 AND u.day < ?3 GROUP BY u.tenant_id`;
const OF_SILO = "SELECT lines FROM usage_daily WHERE tenant_id = ? AND day >= ? AND day < ?";

/** By tenant; who used nothing is missing. */
export async function readPoolUsage(
  pool: D1Database,
  ids: readonly string[],
  { from, to, meters }: UsageAsked,
): Promise<[id: string, used: Quantities][]> {
  const { results } = await pool.prepare(ofPool(meters)).bind(JSON.stringify(ids), from, to).all<UsedRow>();
  return results.map((row) => [
    row.tenant,
    Object.fromEntries(meters.map((meter) => [meter, row[meter] ?? 0])),
  ]);
}

export async function readSiloUsage(
  handle: TenantDb,
  { from, to }: Pick<UsageAsked, "from" | "to">,
): Promise<Quantities> {
  const days = await handle.all<{ lines: string }>({ sql: OF_SILO, params: [from, to] });
  const lines = days.flatMap((day) => JSON.parse(day.lines) as UsageLine[]);
  return lines.reduce<Quantities>((sum, { quantities }) => addQuantities(sum, quantities), {});
}
