// Where effects go: one handler per lane, each idempotent, each throwing when the effect did not happen.

import { tenantSchema } from "../directory/index.ts";
import { openDirectory } from "../directory/store/directory.ts";
import type { Json } from "../kernel/canonical-json.ts";
import type { Placement } from "../residency/store/placement.ts";
import type { LaneHandlers } from "./outbox.ts";
import type { ShardApi } from "./tenant-api.ts";

export function createLaneHandlers(directory: D1Database, placement: Placement): LaneHandlers {
  const projections = openDirectory(directory);
  return {
    directory: async (payload) => {
      const { tenant, version } = payload as { tenant: Json; version: number };
      await projections.project(tenantSchema.parse(tenant), version);
    },
    shards: async (payload) => {
      const { tenant, shard, epoch } = payload as { tenant: Json; shard: number; epoch: number };
      const parsed = tenantSchema.parse(tenant);
      const stub = placement.shardStub(parsed, shard) as unknown as ShardApi;
      await stub.fence({ tenant: parsed, shard, epoch });
    },
  };
}
