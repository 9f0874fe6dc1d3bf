// The requests of the last minutes by their hash, so that a client's retry is acknowledged and not stored again.
// INVARIANT: whatever is forgotten here is older than the window; the map is rebuilt from the batches and from the
// flushes of the window, so it survives the object.

import { MINUTE_MS } from "../../kernel/time.ts";

/** OpenTelemetry's and Prometheus' senders give up on a batch after five minutes at most by default. */
export const RETRY_WINDOW_MS = 10 * MINUTE_MS;

export interface RecentRequests {
  has(hash: string, nowMs: number): boolean;
  add(hash: string, atMs: number): void;
  forgetBefore(ms: number): void;
}

export function createRecentRequests(): RecentRequests {
  // Insertion order is time order, so forgetting stops at the first that is young enough.
  const seenAtMs = new Map<string, number>();
  return {
    has: (hash, nowMs) => nowMs - (seenAtMs.get(hash) ?? Number.NEGATIVE_INFINITY) < RETRY_WINDOW_MS,
    add: (hash, atMs) => void seenAtMs.set(hash, atMs),
    forgetBefore(ms) {
      for (const [hash, atMs] of seenAtMs) {
        if (atMs >= ms) break;
        seenAtMs.delete(hash);
      }
    },
  };
}
