// An endpoint's rate: so many attempts in any second, counted from what was started in the last one.
// LIMIT: kept in memory: after a restart a second's worth may follow a second's worth.

const SECOND_MS = 1_000;

export interface Pace {
  /** Of so many wanted, how many may start now; and how long until the next may, when that is fewer. */
  take(
    wanted: number,
    perSecond: number | null,
    nowMs: number,
  ): { readonly allowed: number; readonly waitMs: number | null };
}

export function createPace(): Pace {
  let started: number[] = [];
  return {
    take(wanted, perSecond, nowMs) {
      if (perSecond === null) return { allowed: wanted, waitMs: null };
      started = started.filter((atMs) => atMs > nowMs - SECOND_MS);
      const allowed = Math.min(wanted, perSecond - started.length);
      for (let each = 0; each < allowed; each++) started.push(nowMs);
      const [oldest = nowMs] = started;
      return { allowed, waitMs: allowed < wanted ? Math.max(1, oldest + SECOND_MS - nowMs) : null };
    },
  };
}
