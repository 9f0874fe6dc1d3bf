// Where effects go: one handler per lane, each idempotent, each throwing when the effect did not happen.

import { reviveTenant } from "../directory/index.ts";
import { openDirectory } from "../directory/store/directory.ts";
import type { Json } from "../kernel/canonical-json.ts";
import type { Placement } from "../residency/store/placement.ts";
import { loadKeyRing } from "../residency/store/silo-keys.ts";
import { gatesOf, openBudgets } from "./finops/budget-book.ts";
import { dropBills } from "./finops/drop-bills.ts";
import { carryUsage } from "./finops/show-usage.ts";
import type { ObjectStore } from "./object-store.ts";
import { carryDue } from "./schedules/show-due.ts";
import type { LaneHandlers } from "./outbox.ts";
import { shardAt } from "./stubs.ts";
import type { ShardFence } from "./tenant-api.ts";

export interface LaneEnds {
  readonly directory: D1Database;
  readonly placement: Placement;
  readonly store: ObjectStore;
  /** Gets the webhooks' deliveries going. */
  readonly startDelivering: () => Promise<void>;
  /** By the mail's number. */
  readonly postMail: (id: number) => Promise<void>;
}

export function createLaneHandlers(ends: LaneEnds): LaneHandlers {
  const { directory, placement, store } = ends;
  const projections = openDirectory(directory);
  return {
    webhooks: () => ends.startDelivering(),
    mail: (payload) => ends.postMail((payload as { mail: number }).mail),
    directory: async (payload) => {
      const { tenant, version } = payload as { tenant: Json; version: number };
      await projections.project(reviveTenant(tenant), version);
    },
    shards: async (payload) => {
      const { tenant, ...fence } = payload as { tenant: Json } & Omit<
        ShardFence,
        "tenant" | "siloKeys" | "gates"
      >;
      const parsed = reviveTenant(tenant);
      const stub = shardAt(placement, parsed, fence.shard);
      // As of now: a shard that is told anything is told the newest keys and budgets.
      const nowMs = store.clock();
      const gates = gatesOf(openBudgets(store.db, nowMs), nowMs);
      await stub.fence({ ...fence, tenant: parsed, siloKeys: loadKeyRing(store.db), gates });
    },
    usage: (payload) => carryUsage(store, placement, payload),
    bills: (payload) => dropBills(store, placement, payload),
    reports: () => carryDue(store, placement),
  };
}
