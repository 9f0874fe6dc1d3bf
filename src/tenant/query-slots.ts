// How many queries a tenant runs at once: slots by tier, held by leases.
// LIMIT: kept in memory. An object that restarts forgets the leases of queries that still run, so for at most one
// query timeout the tenant may run up to twice its number; a lease that is never returned ends with that timeout.

import type { Tier } from "../directory/index.ts";
import { fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";

export interface QuerySlots {
  /** `query.too_many_concurrent` when all slots are taken. */
  take(lease: string, limits: Tier, nowMs: number): Result<string>;
  /** When it was taken; null for one that is not held, or not any more. */
  giveBack(lease: string): number | null;
  /** How many run now. */
  used(nowMs: number): number;
  /** Has every query ended that may have begun before then? After a restart nobody knows for a query's longest time. */
  isQuietSince(ms: number): boolean;
}

export function createQuerySlots(bornMs: number): QuerySlots {
  const endsAtMs = new Map<string, number>();
  const beganAtMs = new Map<string, number>();
  const drop = (lease: string): void => {
    endsAtMs.delete(lease);
    beganAtMs.delete(lease);
  };
  return {
    take(lease, limits, nowMs) {
      for (const [held, endMs] of endsAtMs) if (endMs <= nowMs) drop(held);
      const { concurrentQueries: value } = limits;
      if (endsAtMs.size >= value) {
        return failed({
          ...fault("query.too_many_concurrent", `the limit is ${value} at a time`),
          retryAfterSeconds: 1,
          limit: { name: "concurrent_queries", value, asked: endsAtMs.size + 1 },
        });
      }
      endsAtMs.set(lease, nowMs + limits.queryTimeoutMs);
      beganAtMs.set(lease, nowMs);
      return ok(lease);
    },
    giveBack(lease) {
      const beganMs = beganAtMs.get(lease) ?? null;
      drop(lease);
      return beganMs;
    },
    used: (nowMs) => [...endsAtMs.values()].filter((endMs) => endMs > nowMs).length,
    isQuietSince: (ms) => bornMs < ms && [...beganAtMs.values()].every((beganMs) => beganMs > ms),
  };
}
