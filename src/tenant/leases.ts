// Leases of ingest, as the tenant object grants them (telemetry/limits/lease-grants.ts), and the one row that outlives it:
// the last window that was granted from. The row is written before the lease leaves, because the object's replies wait
// for its writes; so an object that restarts knows up to where its earlier self may have granted.

import { eq } from "drizzle-orm";
import { failed, ok, type Result } from "../kernel/result.ts";
import type { Tier } from "../directory/index.ts";
import {
  createLeaseGrants,
  rateFault,
  splitLimit,
  type Amount,
  type Lease,
  type LeaseAsk,
  type LeaseGrants,
} from "../telemetry/index.ts";
import type { ObjectStore } from "./object-store.ts";
import { leaseHorizon } from "./schema.ts";

const ONLY_ROW = 1;

export interface IngestLeases {
  /** `telemetry.rate_limited` when the request does not fit into the running second. */
  grant(ask: LeaseAsk, limits: Tier, shards: number): Result<Lease>;
  granted(): Amount;
}

export function openLeases({ db, clock }: ObjectStore): IngestLeases {
  let grants: LeaseGrants | null = null;
  const open = (): LeaseGrants => {
    grants ??= createLeaseGrants(
      db.select().from(leaseHorizon).where(eq(leaseHorizon.id, ONLY_ROW)).get()?.window ?? -1,
    );
    return grants;
  };
  return {
    grant(ask, limits, shards) {
      const nowMs = clock();
      const held = open();
      const { horizon } = held;
      const limit = { points: limits.ingestPointsPerSecond, bytes: limits.ingestBytesPerSecond };
      const lease = held.grant(ask, splitLimit(limit, shards).leased, nowMs);
      if ("left" in lease) {
        return failed(rateFault({ asked: ask.needed, left: lease.left, limit }, lease.waitWindows));
      }
      if (held.horizon > horizon) remember(db, held.horizon);
      return ok(lease);
    },
    granted: () => open().granted(clock()),
  };
}

function remember(db: ObjectStore["db"], window: number): void {
  const row = { id: ONLY_ROW, window };
  db.insert(leaseHorizon).values(row).onConflictDoUpdate({ target: leaseHorizon.id, set: row }).run();
}
