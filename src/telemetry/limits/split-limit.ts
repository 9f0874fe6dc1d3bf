// How a tenant's limit of one second is divided: an eighth lies with the shards, where a request that nobody asked
// beforehand is counted as it is stored; the rest is handed out in leases. So a small tenant never asks, and
// INVARIANT: what the shards admit and what leases admit is never more than the limit, in any window.

import { minus, times, type Amount } from "./amount.ts";

const RESERVED = 1 / 8;

export interface LimitParts {
  /** Of each shard. */
  readonly reserve: Amount;
  /** For all leases together. It is also the most that one request can hold: more is never admitted. */
  readonly leased: Amount;
}

export function splitLimit(limit: Amount, shards: number): LimitParts {
  const reserve = times(limit, RESERVED / shards);
  return { reserve, leased: minus(limit, times(reserve, shards)) };
}

/** The part of a limit on distinct things that shard `shard` of `shards` may hold: the parts add up to the limit. */
export function shareOf(limit: number, shard: number, shards: number): number {
  return Math.floor(limit / shards) + (shard < limit % shards ? 1 : 0);
}
