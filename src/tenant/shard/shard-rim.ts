// What the shard's work on blocks needs from the platform, for one tenant.

import { TIERS } from "../../directory/index.ts";
import type { TenantBucket, TenantDb } from "../../residency/index.ts";
import type { FooterCache } from "../../telemetry/index.ts";
import { MINUTE_MS } from "../../kernel/time.ts";
import type { Placement } from "../../residency/store/placement.ts";
import { rowSealerOf, type RowSealer } from "./sealed-rows.ts";
import type { ShardState } from "./shard-store.ts";

export interface ShardRim {
  readonly storage: DurableObjectStorage;
  readonly state: ShardState;
  readonly database: TenantDb;
  readonly bucket: TenantBucket;
  /** Null for a tenant that never was in a silo: none of its rows is sealed. */
  readonly rows: RowSealer | null;
  readonly footers: FooterCache;
  readonly nowMs: number;
  /** Long work lets the shard answer in between: it has one thread. */
  readonly pause: () => Promise<void>;
  /** Nothing more is begun in a shard that is held: who holds it waits for what is under way only. */
  readonly isHeld: () => boolean;
}

/** What the shard has from its deployment. */
export interface ShardSurroundings {
  readonly storage: DurableObjectStorage;
  readonly placement: Placement;
  readonly footers: FooterCache;
}

export function openShardRim(
  surroundings: ShardSurroundings,
  state: ShardState,
  { nowMs, isHeld }: Pick<ShardRim, "nowMs" | "isHeld">,
): ShardRim {
  const { storage, placement, footers } = surroundings;
  const { tenant, siloKeys } = state;
  return {
    storage,
    state,
    database: placement.database(tenant),
    bucket: placement.bucket({ ...tenant, siloKeys }),
    rows: rowSealerOf(placement, state),
    footers,
    nowMs,
    pause: () => scheduler.wait(0),
    isHeld,
  };
}

/** When an object that leaves the catalog now may be deleted: no query that started before runs that long. */
export function deletableAtMs({ state, nowMs }: ShardRim): number {
  return nowMs + TIERS[state.tenant.tier].queryTimeoutMs + MINUTE_MS;
}
