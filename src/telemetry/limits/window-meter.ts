// What was admitted in the running window out of a fixed amount: a shard's reserve.
// INVARIANT: of one meter, never more than the amount in one window. A meter that starts inside a window of which it
// does not know what an earlier one admitted begins as if all had been.

import { fits, NOTHING, plus, windowOf, type Amount } from "./amount.ts";

export interface WindowMeter {
  /** Counts it when it fits into what is left of the window. */
  take(asked: Amount, amount: Amount, nowMs: number): boolean;
  used(nowMs: number): Amount;
}

const ALL: Amount = { points: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };

/** `spentUntilMs`: windows that began before it count as spent. */
export function createWindowMeter(spentUntilMs: number): WindowMeter {
  let window = spentUntilMs > 0 ? windowOf(spentUntilMs - 1) : -1;
  let used = ALL;
  const turn = (nowMs: number): void => {
    const running = windowOf(nowMs);
    if (running <= window) return;
    window = running;
    used = NOTHING;
  };
  return {
    take(asked, amount, nowMs) {
      turn(nowMs);
      const after = plus(used, asked);
      if (!fits(after, amount)) return false;
      used = after;
      return true;
    },
    used(nowMs) {
      turn(nowMs);
      return used === ALL ? NOTHING : used;
    },
  };
}
