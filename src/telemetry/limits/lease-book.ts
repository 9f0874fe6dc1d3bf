// An isolate's leases of one tenant: what it may still admit in each window, and how much it will ask for next.
// INVARIANT: nothing is admitted here that was not granted for the very window in which it is admitted.
// LIMIT: windows are those of the isolate's clock; over any second of real time, clocks that are apart by d move at most
// the share d / 1 s of a window into its neighbour.

import { atLeast, fits, minus, NOTHING, plus, times, windowOf, type Amount } from "./amount.ts";
import { MOST_WINDOWS, type Lease, type LeaseAsk } from "./lease-grants.ts";

/** Asked for beyond what the last window took, so that a rising load does not ask at each step. */
const HEADROOM = 1.1;
/** How long after the last lease a tenant still counts as one that needs them. */
const BUSY_WINDOWS = 10;

export interface LeaseBook {
  /** Admits by lease; false when no lease covers it. */
  take(asked: Amount, nowMs: number): boolean;
  /** Needed leases a short while ago: asks for one before it tries the shards' reserve. */
  isBusy(nowMs: number): boolean;
  /** Is the lease about to end while it is in use? Then it is asked for ahead, off the request's path. */
  shouldRenew(nowMs: number): boolean;
  /** What to ask for. `needed` is what the request at hand takes; nothing when renewing. */
  ask(needed: Amount, nowMs: number): LeaseAsk;
  /** `taken` is what the request took that the lease was asked for. */
  accept(lease: Lease, taken: Amount): void;
}

export function createLeaseBook(): LeaseBook {
  const left = new Map<number, Amount>();
  let window = -1;
  let used = NOTHING;
  let expected = NOTHING;
  let lastLeased = Number.NEGATIVE_INFINITY;
  let reach = 1;
  let renewing = -1;
  const turn = (nowMs: number): number => {
    const running = windowOf(nowMs);
    if (running === window) return running;
    expected = running === window + 1 ? atLeast(used, times(expected, 1 / 2)) : NOTHING;
    window = running;
    used = NOTHING;
    for (const old of left.keys()) if (old < running) left.delete(old);
    return running;
  };
  const isBusy = (nowMs: number): boolean => turn(nowMs) - lastLeased <= BUSY_WINDOWS;
  return {
    take(asked, nowMs) {
      const room = left.get(turn(nowMs));
      if (room === undefined || !fits(asked, room)) return false;
      left.set(window, minus(room, asked));
      used = plus(used, asked);
      return true;
    },
    isBusy,
    shouldRenew(nowMs) {
      const running = turn(nowMs);
      const isUsed = used.points > 0 || used.bytes > 0;
      return isUsed && left.has(running) && !left.has(running + 1) && renewing !== running;
    },
    ask(needed, nowMs) {
      const running = turn(nowMs);
      reach = running - lastLeased <= MOST_WINDOWS ? Math.min(MOST_WINDOWS, reach + 1) : 1;
      lastLeased = running;
      renewing = running;
      const wanted = times(plus(atLeast(expected, used), needed), HEADROOM);
      return { needed, wanted, windows: reach };
    },
    accept(lease, taken) {
      used = plus(used, taken);
      for (const [ahead, amount] of lease.amounts.entries()) {
        const at = lease.window + ahead;
        const free = ahead === 0 ? minus(amount, taken) : amount;
        if (at >= window) left.set(at, plus(left.get(at) ?? NOTHING, free));
      }
    },
  };
}
