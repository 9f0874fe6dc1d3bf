// Queue: one tenant's shards delete what their tier no longer keeps. Asking twice deletes nothing twice.

import type { QueueJob } from "../../edge/index.ts";
import { shardApi, tenantApi } from "../../edge/index.ts";

export const SWEEP = "telemetry.sweep";

export const sweepTenant: QueueJob = {
  kind: SWEEP,
  run: async (rim, tenant) => {
    const shards = await tenantApi(rim, tenant).livingShards();
    await Promise.all(shards.map((shard) => shardApi(rim, tenant, shard).sweep()));
  },
};
