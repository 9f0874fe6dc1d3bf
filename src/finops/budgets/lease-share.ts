// How much of what a budget has left one shard gets to admit by itself.
// INVARIANT: never more than what is left; so all leases together and what is spent never pass the stop, and a shard passes
// it by the one request at which its lease ends.

import type { Money } from "../../kernel/money.ts";

export interface LeaseOf {
  /** Until the stop, less what other shards hold. */
  readonly left: Money;
  /** Until the next threshold that is told: a lease ends there, so that it is told in time. */
  readonly toNext: Money | null;
  readonly shards: number;
  /** What the request at hand comes to. */
  readonly needed: Money;
}

/** Far from the end a lease lasts long; near it, for some requests. */
const SHARES = 2n;
const REQUESTS = 8n;

export function leaseShare({ left, toNext, shards, needed }: LeaseOf): Money {
  if (left <= 0n) return 0n;
  const share = shards <= 1 ? left : left / (SHARES * BigInt(shards));
  const wanted = max(share, min(left, REQUESTS * needed), 1n);
  return min(wanted, left, toNext === null || toNext <= 0n ? left : max(toNext, 1n));
}

const max = (...amounts: Money[]): Money => amounts.reduce((most, one) => (one > most ? one : most));
const min = (...amounts: Money[]): Money => amounts.reduce((least, one) => (one < least ? one : least));
