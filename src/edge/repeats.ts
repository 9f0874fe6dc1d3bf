// A flood of equal refusals must not become a flood of log lines: of those that say the same within a second, the first is
// written and the others are counted; the next line of that kind says how many there were.
// LIMIT: the last count of a flood is told only when another line of its kind follows; refusals of known principals are
// counted in the tenant's audit log as well.

import { SECOND_MS } from "../kernel/time.ts";

const MOST_KINDS = 1_000;

export interface Repeats {
  /** How many equal ones were left out since the last that was written; null when this one is left out too. */
  admit(kind: string, nowMs: number): number | null;
}

export function createRepeats(): Repeats {
  const seen = new Map<string, { readonly sinceMs: number; left: number }>();
  return {
    admit(kind, nowMs) {
      const known = seen.get(kind);
      if (known !== undefined && nowMs - known.sinceMs < SECOND_MS) {
        known.left++;
        return null;
      }
      // Kinds are made of codes, routes and ids: a flood of ids that are made up would fill any map.
      if (seen.size >= MOST_KINDS) seen.clear();
      seen.set(kind, { sinceMs: nowMs, left: 0 });
      return known?.left ?? 0;
    },
  };
}
