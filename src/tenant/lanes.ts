// Where effects go: one handler per lane, each idempotent, each throwing when the effect did not happen.

import { reviveTenant } from "../directory/index.ts";
import { openDirectory } from "../directory/store/directory.ts";
import type { Json } from "../kernel/canonical-json.ts";
import type { Placement } from "../residency/store/placement.ts";
import { loadKeyRing } from "../residency/store/silo-keys.ts";
import type { ObjectStore } from "./object-store.ts";
import type { LaneHandlers } from "./outbox.ts";
import { shardAt } from "./stubs.ts";
import type { ShardFence } from "./tenant-api.ts";

export function createLaneHandlers(
  directory: D1Database,
  placement: Placement,
  db: ObjectStore["db"],
): LaneHandlers {
  const projections = openDirectory(directory);
  return {
    directory: async (payload) => {
      const { tenant, version } = payload as { tenant: Json; version: number };
      await projections.project(reviveTenant(tenant), version);
    },
    shards: async (payload) => {
      const { tenant, ...fence } = payload as { tenant: Json } & Omit<ShardFence, "tenant" | "siloKeys">;
      const parsed = reviveTenant(tenant);
      const stub = shardAt(placement, parsed, fence.shard);
      // As of now: a shard that is told anything is told the newest keys.
      await stub.fence({ ...fence, tenant: parsed, siloKeys: loadKeyRing(db) });
    },
  };
}
