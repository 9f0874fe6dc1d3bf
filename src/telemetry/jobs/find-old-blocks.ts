// Cron: which tenants may have blocks past their retention. The catalog is asked per cell with the shortest retention
// of all tiers; each shard then decides by its own tenant's tier. Silos have a database each and few tenants: all are asked.

import { JURISDICTIONS, TIER_NAMES, TIERS } from "../../directory/index.ts";
import { sendWork, type CronTask, type Rim, type WorkMessage } from "../../edge/index.ts";
import type { TenantId } from "../../kernel/ids.ts";
import { utcDay } from "../../kernel/time.ts";
import { listTenantsWithOldBlocks } from "../store/old-blocks.ts";
import { SWEEP } from "./sweep-tenant.ts";

const SHORTEST_RETENTION_MS = Math.min(...TIER_NAMES.map((name) => TIERS[name].retentionMs));
const MINUTE_OF_HOUR = 17;

export const findOldBlocks: CronTask = {
  name: "telemetry.find_old_blocks",
  isDue: (at) => at.getUTCMinutes() === MINUTE_OF_HOUR,
  run: async (rim, nowMs) => {
    const beforeDay = utcDay(nowMs - SHORTEST_RETENTION_MS);
    const own = JURISDICTIONS.filter((jurisdiction) => rim.placement.serves(jurisdiction));
    await Promise.all(own.map((jurisdiction) => askCell(rim, jurisdiction, beforeDay)));
  },
};

async function askCell(
  rim: Rim,
  jurisdiction: (typeof JURISDICTIONS)[number],
  beforeDay: string,
): Promise<void> {
  const pools = rim.placement.poolDatabases(jurisdiction);
  const pooled = await Promise.all(pools.map(async (pool) => listTenantsWithOldBlocks(pool, beforeDay)));
  const silos = await rim.directory.listSilos(jurisdiction);
  const ids = [...pooled.flat(), ...silos] as TenantId[];
  const messages = ids.map((id): WorkMessage => ({ kind: SWEEP, tenant_id: id }));
  await sendWork(rim.placement.queue(jurisdiction), messages);
}
