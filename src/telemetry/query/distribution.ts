// Histograms as intervals with counts: explicit buckets, exponential buckets and summaries alike, so that any mix of them
// can be added and a quantile read off.
// Sources: OpenTelemetry metrics data model (Histogram, ExponentialHistogram); Prometheus histogram_quantile for the open
// ends: the first interval starts at 0 if its end is positive, the last stands at its start.

export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

export interface Buckets {
  readonly offset: number;
  readonly counts: readonly (number | string)[];
}

interface ExplicitForm {
  readonly bounds: readonly (number | string)[];
  readonly counts: readonly (number | string)[];
}

interface ExponentialForm {
  readonly scale: number;
  readonly zero_count: number | string;
  readonly zero_threshold: number | string;
  readonly positive: Buckets;
  readonly negative: Buckets;
}

interface SummaryForm {
  readonly quantiles: readonly (readonly [number, number | string])[];
}

export type Distribution = ExplicitForm | ExponentialForm | SummaryForm;

function explicitIntervals(form: ExplicitForm): Interval[] {
  const bounds = form.bounds.map(Number);
  if (bounds.length === 0) return [];
  const first = bounds[0] ?? 0;
  const last = bounds.at(-1) ?? 0;
  return form.counts.map((count, index) => ({
    low: index === 0 ? Math.min(first, 0) : (bounds[index - 1] ?? last),
    high: bounds[index] ?? last,
    count: Number(count),
  }));
}

/** Bucket i of scale s holds values in (2^(i / 2^s), 2^((i+1) / 2^s)]. */
function bound(scale: number, index: number): number {
  return 2 ** (index / 2 ** scale);
}

function exponentialIntervals(form: ExponentialForm): Interval[] {
  const zero = Number(form.zero_threshold);
  const side = (buckets: Buckets, sign: 1 | -1): Interval[] =>
    buckets.counts.map((count, place) => {
      const near = sign * bound(form.scale, buckets.offset + place);
      const far = sign * bound(form.scale, buckets.offset + place + 1);
      return { low: Math.min(near, far), high: Math.max(near, far), count: Number(count) };
    });
  const middle = { low: -zero, high: zero, count: Number(form.zero_count) };
  return [...side(form.negative, -1), middle, ...side(form.positive, 1)];
}

/** `wanted` picks the reported quantile of a summary. */
export function intervalsOf(form: Distribution, wanted: number): Interval[] {
  if ("bounds" in form) return explicitIntervals(form);
  if ("scale" in form) return exponentialIntervals(form);
  const reported = form.quantiles.find(([quantile]) => Math.abs(quantile - wanted) < 1e-9);
  return reported === undefined ? [] : [{ low: Number(reported[1]), high: Number(reported[1]), count: 1 }];
}

const digits = (value: number | string): number => Number(value);

function lessBuckets(now: Buckets, before: Buckets): Buckets {
  const counts = now.counts.map((count, place) => {
    const old = before.counts[now.offset + place - before.offset] ?? 0;
    return Math.max(0, digits(count) - digits(old));
  });
  return { offset: now.offset, counts };
}

/** The same buckets at a coarser scale: each step down joins pairs. */
export function coarser(buckets: Buckets, steps: number): Buckets {
  if (steps === 0 || buckets.counts.length === 0) return buckets;
  const width = 2 ** steps;
  const offset = Math.floor(buckets.offset / width);
  const size = Math.floor((buckets.offset + buckets.counts.length - 1) / width) - offset + 1;
  const counts = new Array<number>(size).fill(0);
  buckets.counts.forEach((count, place) => {
    const to = Math.floor((buckets.offset + place) / width) - offset;
    counts[to] = (counts[to] ?? 0) + digits(count);
  });
  return { offset, counts };
}

function rescale(form: ExponentialForm, scale: number): ExponentialForm {
  const steps = form.scale - scale;
  return { ...form, scale, positive: coarser(form.positive, steps), negative: coarser(form.negative, steps) };
}

function lessExponential(now: ExponentialForm, before: ExponentialForm): ExponentialForm {
  const scale = Math.min(now.scale, before.scale);
  const [fine, old] = [rescale(now, scale), rescale(before, scale)];
  return {
    ...fine,
    zero_count: Math.max(0, digits(fine.zero_count) - digits(old.zero_count)),
    positive: lessBuckets(fine.positive, old.positive),
    negative: lessBuckets(fine.negative, old.negative),
  };
}

const isSameBounds = (left: ExplicitForm, right: ExplicitForm): boolean =>
  left.bounds.length === right.bounds.length && left.bounds.every((value, at) => value === right.bounds[at]);

/** What was added between two points of one cumulative stream; the whole of `now` where they cannot be compared. */
export function lessDistribution(now: Distribution, before: Distribution): Distribution {
  if ("scale" in now && "scale" in before) return lessExponential(now, before);
  if (!("bounds" in now && "bounds" in before) || !isSameBounds(now, before)) return now;
  return {
    bounds: now.bounds,
    counts: now.counts.map((count, at) => digits(count) - digits(before.counts[at] ?? 0)),
  };
}

interface Edge {
  /** Counts that stand exactly here. */
  mass: number;
  /** What the density of counts changes by from here on. */
  change: number;
}

function edgesOf(intervals: readonly Interval[]): ReadonlyMap<number, Edge> {
  const edges = new Map<number, Edge>();
  const edgeAt = (place: number): Edge => {
    const known = edges.get(place) ?? { mass: 0, change: 0 };
    edges.set(place, known);
    return known;
  };
  for (const { low, high, count } of intervals) {
    if (high > low) {
      edgeAt(low).change += count / (high - low);
      edgeAt(high).change -= count / (high - low);
    } else edgeAt(low).mass += count;
  }
  return edges;
}

/** The value below which the share `quantile` of the counts lies, linear within an interval; null without counts. */
export function quantileOf(intervals: readonly Interval[], quantile: number): number | null {
  const filled = intervals.filter(({ count }) => count > 0);
  const target = quantile * filled.reduce((sum, { count }) => sum + count, 0);
  const edges = [...edgesOf(filled)].sort(([a], [b]) => a - b);
  let below = 0;
  let density = 0;
  for (const [index, [place, edge]] of edges.entries()) {
    below += edge.mass;
    if (below >= target) return place;
    density += edge.change;
    const next = edges[index + 1]?.[0] ?? place;
    const within = density * (next - place);
    if (below + within >= target) return place + (target - below) / density;
    below += within;
  }
  return edges.at(-1)?.[0] ?? null;
}

/** The exact quantile of raw values: linear between closest ranks, as Prometheus' quantile_over_time. Sorts in place. */
export function quantileOfValues(values: number[], quantile: number): number | null {
  if (values.length === 0) return null;
  values.sort((left, right) => left - right);
  const rank = quantile * (values.length - 1);
  const low = values[Math.floor(rank)] ?? 0;
  const high = values[Math.ceil(rank)] ?? low;
  return low === high ? low : low + (high - low) * (rank - Math.floor(rank));
}
