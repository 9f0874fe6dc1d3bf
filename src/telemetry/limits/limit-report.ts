// How far a tenant is from each of its limits, and what takes it there: the metrics with the most series and points today,
// and the labels with the most values.

import { HyperLogLog } from "../cardinality/hyper-log-log.ts";
import type { LabelUse } from "../cardinality/label-ledger.ts";

export interface LimitLine {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  /** Where the value comes from. */
  readonly source: "tier" | "operator" | "budget";
  /** What the use is counted over, in words. */
  readonly counted: string;
  /** Null for a limit on each query: nothing of it is in use between queries. */
  readonly used: number | null;
  readonly left: number | null;
  readonly percent: number | null;
}

export function limitLine(line: Omit<LimitLine, "left" | "percent">): LimitLine {
  const { used, value } = line;
  if (used === null) return { ...line, left: null, percent: null };
  return { ...line, left: Math.max(0, value - used), percent: percentOf(used, value) };
}

/** One digit after the point. */
const percentOf = (used: number, value: number): number => Math.round((used / value) * 1_000) / 10;

/** What a shard counts of one metric today; `series` are the registers of a sketch. */
export interface CountedMetric {
  readonly metric: string;
  readonly points: number;
  readonly series: Uint8Array;
}

export interface MetricOffender {
  readonly metric: string;
  readonly series: number;
  readonly points: number;
  /** Of all points of the day. */
  readonly percent_of_points: number;
}

/** The same metric in several shards counted once: sketches are joined, points added. */
export function joinMetrics(counted: readonly CountedMetric[]): MetricOffender[] {
  const joined = new Map<string, { points: number; sketch: HyperLogLog }>();
  for (const { metric, points, series } of counted) {
    const known = joined.get(metric) ?? { points: 0, sketch: new HyperLogLog() };
    known.points += points;
    known.sketch.merge(new HyperLogLog(series));
    joined.set(metric, known);
  }
  const all = [...joined.values()].reduce((sum, { points }) => sum + points, 0);
  return [...joined].map(([metric, { points, sketch }]) => ({
    metric,
    points,
    series: sketch.estimate(),
    percent_of_points: percentOf(points, Math.max(1, all)),
  }));
}

export function largest(
  metrics: readonly MetricOffender[],
  by: "series" | "points",
  count: number,
): MetricOffender[] {
  const byName = (left: MetricOffender, right: MetricOffender): number =>
    left.metric < right.metric ? -1 : 1;
  return metrics.toSorted((left, right) => right[by] - left[by] || byName(left, right)).slice(0, count);
}

export interface LabelOffender extends LabelUse {
  readonly limit: number;
  readonly percent: number;
}

export function labelOffenders(labels: readonly LabelUse[], limit: number): LabelOffender[] {
  return labels.map((use) => ({ ...use, limit, percent: percentOf(use.values, limit) }));
}
