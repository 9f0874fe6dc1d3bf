// Who grants leases: the tenant object, from what its leases have of each second. A lease names amounts for the running
// window and a few after it, so that a busy isolate asks once in several seconds.
// INVARIANTS: of one window all grants together are never more than what there is to lease, whoever asks in whatever order;
// no window up to the horizon is granted from by an object that did not grant it itself, because an earlier one may have.

import { atLeast, atMost, fits, minus, NOTHING, plus, times, windowOf, type Amount } from "./amount.ts";

export interface LeaseAsk {
  /** For the request at hand; nothing when only renewing. */
  readonly needed: Amount;
  /** What the isolate expects to admit in a second. */
  readonly wanted: Amount;
  /** For how many windows, the running one included. */
  readonly windows: number;
}

export interface Lease {
  readonly window: number;
  /** Of `window` and the windows after it, one each. */
  readonly amounts: readonly Amount[];
}

/** LIMIT: how far ahead a lease reaches; after a restart the object grants nothing for at most this many seconds. */
export const MOST_WINDOWS = 5;

/** One who asks for later gets at most half of what is left there, so that others find something too. */
const SHARE_AHEAD = 1 / 2;

export interface NoLease {
  readonly left: Amount;
  /** Windows until one is new to all who ask. */
  readonly waitWindows: number;
}

export interface LeaseGrants {
  /** The lease, or what is left of the running window when the request does not fit. */
  grant(ask: LeaseAsk, leased: Amount, nowMs: number): Lease | NoLease;
  granted(nowMs: number): Amount;
  /** The last window that was granted from, by this object or an earlier one. */
  readonly horizon: number;
}

export function createLeaseGrants(horizonBefore: number): LeaseGrants {
  const granted = new Map<number, Amount>();
  let horizon = horizonBefore;
  const leftIn = (window: number, leased: Amount): Amount =>
    window <= horizonBefore ? NOTHING : minus(leased, granted.get(window) ?? NOTHING);
  const book = (window: number, amount: Amount): Amount => {
    granted.set(window, plus(granted.get(window) ?? NOTHING, amount));
    if (amount.points > 0 || amount.bytes > 0) horizon = Math.max(horizon, window);
    return amount;
  };
  return {
    grant({ needed, wanted, windows }, leased, nowMs) {
      const first = windowOf(nowMs);
      for (const window of granted.keys()) if (window < first) granted.delete(window);
      const left = leftIn(first, leased);
      if (!fits(needed, left)) return { left, waitWindows: Math.max(1, horizonBefore - first + 1) };
      const reach = Math.min(Math.max(1, windows), MOST_WINDOWS);
      const extra = atMost(minus(wanted, needed), times(minus(left, needed), SHARE_AHEAD));
      const amounts = [book(first, plus(needed, extra))];
      for (let ahead = 1; ahead < reach; ahead++) {
        const later = times(leftIn(first + ahead, leased), SHARE_AHEAD);
        amounts.push(book(first + ahead, atMost(atLeast(wanted, NOTHING), later)));
      }
      return { window: first, amounts };
    },
    granted: (nowMs) => granted.get(windowOf(nowMs)) ?? NOTHING,
    get horizon() {
      return horizon;
    },
  };
}
