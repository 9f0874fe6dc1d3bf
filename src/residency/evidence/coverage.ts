// How much of a period was observed, and what held the data in it: worked out of the observations alone, so that whoever
// has them can work it out again.

import type { Observation } from "./observation.ts";

/** An observation with its place in the audit log. */
export interface LoggedObservation {
  readonly seq: number;
  readonly at: string;
  readonly observation: Observation;
}

export interface Period {
  readonly from: string;
  /** Excluded. */
  readonly to: string;
}

export interface Coverage {
  readonly observations: number;
  /** Stretches of more than a day and a half in which nobody looked. */
  readonly gaps: readonly Period[];
}

/** What held the data while it was observed with the same words. */
export interface HeldSpan extends Pick<
  Observation,
  "jurisdiction" | "isolation" | "mode" | "cell" | "guarantee" | "guarantee_source"
> {
  readonly first: string;
  readonly last: string;
  readonly observations: number;
}

/** Observed daily: a run that comes late is no gap, one that is missing is. */
const LONGEST_STEP_MS = 36 * 3_600_000;

export function coverageOf(observations: readonly LoggedObservation[], { from, to }: Period): Coverage {
  const times = [from, ...observations.map(({ at }) => at), to];
  const gaps = times.slice(1).flatMap((end, index) => {
    const start = times[index] ?? from;
    return Date.parse(end) - Date.parse(start) > LONGEST_STEP_MS ? [{ from: start, to: end }] : [];
  });
  return { observations: observations.length, gaps };
}

function claimOf({ jurisdiction, isolation, mode, cell, guarantee, guarantee_source }: Observation) {
  return { jurisdiction, isolation, mode, cell, guarantee, guarantee_source };
}

export function heldSpans(observations: readonly LoggedObservation[]): HeldSpan[] {
  const spans: HeldSpan[] = [];
  for (const { at, observation } of observations) {
    const claim = claimOf(observation);
    const open = spans.at(-1);
    const isSame =
      open !== undefined && JSON.stringify(claim) === JSON.stringify(claimOf(open as unknown as Observation));
    if (isSame) spans.splice(-1, 1, { ...open, last: at, observations: open.observations + 1 });
    else spans.push({ ...claim, first: at, last: at, observations: 1 });
  }
  return spans;
}
