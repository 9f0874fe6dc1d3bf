// The ids of the tokens that a cell has taken, as long as one could be taken again.
// LIMIT: they are kept in the isolate. A cell is one workerd process; behind a balancer over several, a replay within the
// token's life reaches another process: it can repeat that one request and nothing else.

import { TOKEN_USABLE_MS } from "./cell-channel.ts";

/** LIMIT: 25,000 requests a second for 40 s, about 100 MB. Only tokens that the edge has signed count. */
const MOST_KEPT = 1_000_000;

export interface UsedTokens {
  /** False when the id was taken before, or when there is no room to remember it. */
  take(id: string, nowMs: number): boolean;
}

export function createUsedTokens(mostKept: number = MOST_KEPT): UsedTokens {
  // In order of arrival, which is the order in which they may be forgotten.
  const forgetAt = new Map<string, number>();
  const forgetOld = (nowMs: number): void => {
    for (const [id, atMs] of forgetAt) {
      if (atMs > nowMs) return;
      forgetAt.delete(id);
    }
  };
  return {
    take(id, nowMs) {
      forgetOld(nowMs);
      if (forgetAt.has(id) || forgetAt.size >= mostKept) return false;
      forgetAt.set(id, nowMs + TOKEN_USABLE_MS);
      return true;
    },
  };
}
