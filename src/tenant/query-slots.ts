// How many queries a tenant runs at once: slots by tier, held by leases.
// LIMIT: kept in memory. An object that restarts forgets the leases of queries that still run, so for at most one
// query timeout the tenant may run up to twice its number; a lease that is never returned ends with that timeout.

import { TIERS, type Tenant } from "../directory/index.ts";
import { fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";

export interface QuerySlots {
  /** `query.too_many_concurrent` when all slots are taken. */
  take(lease: string, tenant: Tenant, nowMs: number): Result<string>;
  giveBack(lease: string): void;
}

export function createQuerySlots(): QuerySlots {
  const endsAtMs = new Map<string, number>();
  return {
    take(lease, tenant, nowMs) {
      for (const [held, endMs] of endsAtMs) if (endMs <= nowMs) endsAtMs.delete(held);
      const tier = TIERS[tenant.tier];
      if (endsAtMs.size >= tier.concurrentQueries) {
        return failed({
          ...fault("query.too_many_concurrent", `the tier allows ${tier.concurrentQueries} at a time`),
          retryAfterSeconds: 1,
        });
      }
      endsAtMs.set(lease, nowMs + tier.queryTimeoutMs);
      return ok(lease);
    },
    giveBack: (lease) => void endsAtMs.delete(lease),
  };
}
