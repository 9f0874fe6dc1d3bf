// Cron: which tenants have used something of late, for their nightly forecasts. A silo has a database of its own and few
// tenants: all of these are asked.

import { JURISDICTIONS } from "../../directory/index.ts";
import { sendWork, type CronTask, type Rim, type WorkMessage } from "../../edge/index.ts";
import type { TenantId } from "../../kernel/ids.ts";
import { DAY_MS, utcDay } from "../../kernel/time.ts";
import { listTenantsWithUsage } from "../store/tenants-with-usage.ts";
import { FORECAST } from "./forecast-tenant.ts";

/** After the usage of the day before is shown. */
const HOUR = 1;
const MINUTE = 23;
/** Usage comes every day, bills once a month. */
const LATELY_MS = 62 * DAY_MS;

export const findUsedTenants: CronTask = {
  name: "finops.find_used_tenants",
  isDue: (at) => at.getUTCHours() === HOUR && at.getUTCMinutes() === MINUTE,
  run: async (rim, nowMs) => {
    const own = JURISDICTIONS.filter((jurisdiction) => rim.placement.serves(jurisdiction));
    await Promise.all(own.map((jurisdiction) => askCell(rim, jurisdiction, utcDay(nowMs - LATELY_MS))));
  },
};

async function askCell(rim: Rim, jurisdiction: (typeof JURISDICTIONS)[number], since: string): Promise<void> {
  const pools = rim.placement.poolDatabases(jurisdiction);
  const pooled = await Promise.all(pools.map(async (pool) => listTenantsWithUsage(pool, since)));
  const silos = await rim.directory.listSilos(jurisdiction);
  const ids = [...new Set([...pooled.flat(), ...silos])] as TenantId[];
  const messages = ids.map((id): WorkMessage => ({ kind: FORECAST, tenant_id: id }));
  await sendWork(rim.placement.queue(jurisdiction), messages);
}
