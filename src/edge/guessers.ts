// The addresses that this isolate has lately seen refused for too many failed authentications. The rate limiter answers
// only by counting, which comes after the tenant was looked for; what is noted here spares the directory that look.
// LIMIT: an address is noted for five seconds, so of a flood each isolate lets one burst through in that time; of more
// addresses than it has room for it forgets those that were noted first.

import { SECOND_MS } from "../kernel/time.ts";

const NOTED_FOR_MS = 5 * SECOND_MS;
const MOST_ADDRESSES = 4_096;

export interface Guessers {
  note(address: string, nowMs: number): void;
  has(address: string, nowMs: number): boolean;
}

export function createGuessers(): Guessers {
  // In the order of noting: the first is the oldest.
  const notedAtMs = new Map<string, number>();
  return {
    note(address, nowMs) {
      notedAtMs.delete(address);
      notedAtMs.set(address, nowMs);
      if (notedAtMs.size <= MOST_ADDRESSES) return;
      for (const oldest of notedAtMs.keys()) {
        notedAtMs.delete(oldest);
        return;
      }
    },
    has(address, nowMs) {
      const atMs = notedAtMs.get(address);
      return atMs !== undefined && nowMs - atMs < NOTED_FOR_MS;
    },
  };
}
