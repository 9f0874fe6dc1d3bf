// Cron, each minute: which tenants have a report due, for the queue. It is asked of the projections, which may be late: the
// tenant object opens what is due by its own tables, and its alarm finds what was missed here. A silo's database is asked by
// nobody across tenants: its object's alarm stands at the due time itself.

import { JURISDICTIONS } from "../../directory/index.ts";
import { sendWork, type CronTask, type Rim, type WorkMessage } from "../../edge/index.ts";
import type { TenantId } from "../../kernel/ids.ts";
import { RUN_REPORTS } from "../../tenant/index.ts";
import { listTenantsDue } from "../store/due-reports.ts";

/** LIMIT: of one database and minute; the rest is found by the next minute, or by the alarms. */
const MOST_AT_ONCE = 5_000;

export const findDueReports: CronTask = {
  name: "reporting.find_due_reports",
  isDue: () => true,
  run: async (rim, nowMs) => {
    const own = JURISDICTIONS.filter((jurisdiction) => rim.placement.serves(jurisdiction));
    await Promise.all(own.map((jurisdiction) => askCell(rim, jurisdiction, nowMs)));
  },
};

async function askCell(rim: Rim, jurisdiction: (typeof JURISDICTIONS)[number], nowMs: number): Promise<void> {
  const pools = rim.placement.poolDatabases(jurisdiction);
  const found = await Promise.all(pools.map(async (pool) => listTenantsDue(pool, nowMs, MOST_AT_ONCE)));
  const ids = [...new Set(found.flat())] as TenantId[];
  const messages = ids.map((id): WorkMessage => ({ kind: RUN_REPORTS, tenant_id: id }));
  await sendWork(rim.placement.queue(jurisdiction), messages);
}
