// Which metrics say the same: every series of the one has its like in the other, with the same labels and the same values at
// the same times. What never changes says nothing: two counters of errors that are both zero are not the same metric.

export interface SampledMetric {
  readonly metric: string;
  readonly series: readonly {
    readonly labels: Readonly<Record<string, string>>;
    readonly points: readonly (readonly [number, number | string])[];
  }[];
}

export interface SameMetrics {
  readonly name: string;
  readonly same: string;
}

const FEWEST_VALUES = 2;

/** Null for a metric that does not change. */
function printOf({ series }: SampledMetric): string | null {
  const values = new Set(series.flatMap(({ points }) => points.map(([, value]) => value)));
  if (values.size < FEWEST_VALUES) return null;
  const lines = series.map(({ labels: { __name__: _name, ...labels }, points }) => {
    const sorted = Object.entries(labels).sort(([one], [other]) => (one < other ? -1 : 1));
    return JSON.stringify([sorted, points]);
  });
  return lines.sort().join("\n");
}

/** Each but the first of those that are the same, with the first, by name. */
export function findSame(metrics: readonly SampledMetric[]): SameMetrics[] {
  const first = new Map<string, string>();
  const found: SameMetrics[] = [];
  for (const metric of metrics.toSorted((one, other) => (one.metric < other.metric ? -1 : 1))) {
    const print = printOf(metric);
    if (print === null) continue;
    const same = first.get(print);
    if (same === undefined) first.set(print, metric.metric);
    else found.push({ name: metric.metric, same });
  }
  return found;
}

/** LIMIT: names that are looked at, and that one question may have. */
const MOST_NAMES = 20;

/** Metrics that have as many points as another one: only these can be the same. Those with the most points first. */
export function possiblySame(
  metrics: readonly { readonly metric: string; readonly points: number }[],
): string[] {
  const byPoints = Map.groupBy(
    metrics.filter(({ points }) => points > 0),
    ({ points }) => points,
  );
  return [...byPoints]
    .filter(([, alike]) => alike.length > 1)
    .sort(([one], [other]) => other - one)
    .flatMap(([, alike]) => alike.map(({ metric }) => metric).sort())
    .slice(0, MOST_NAMES);
}
