// The samples of one series on one day, gathered from tables in any order, then put in order of time with one sample for
// each instant: the one with the highest seq.

export const SAMPLE = 0;
/** A stale marker, or a point that says it has no recorded value: the series ends here. */
export const END = 1;
/** Not a number and no marker: neither a value nor an end. */
export const NOTHING = 2;

/** A histogram, exponential histogram or summary point. */
export interface HistogramPoint {
  readonly count: number;
  readonly sum: number | null;
  readonly min: number | null;
  readonly max: number | null;
  /** JSON, parsed only by quantiles. */
  readonly distribution: string | null;
}

/** Parallel arrays: one place for each sample. */
export interface SeriesDay {
  readonly times: number[];
  readonly seqs: number[];
  readonly values: number[];
  readonly marks: number[];
  /** Nanoseconds since the start of the range; NaN without one. */
  readonly starts: number[];
  readonly points: (HistogramPoint | null)[];
}

export function newSeriesDay(): SeriesDay {
  return { times: [], seqs: [], values: [], marks: [], starts: [], points: [] };
}

function isInOrder(day: SeriesDay): boolean {
  for (let i = 1; i < day.times.length; i++) {
    const before = day.times[i - 1] as number;
    const time = day.times[i] as number;
    if (before > time || (before === time && (day.seqs[i - 1] as number) > (day.seqs[i] as number)))
      return false;
  }
  return true;
}

/** The places of the samples that count, in order of time. */
export function orderedPlaces(day: SeriesDay): number[] {
  const { times, seqs } = day;
  const places = times.map((_, place) => place);
  if (!isInOrder(day)) {
    places.sort(
      (a, b) => (times[a] as number) - (times[b] as number) || (seqs[a] as number) - (seqs[b] as number),
    );
  }
  return places.filter((place, at) => times[place] !== times[places[at + 1] ?? -1]);
}
