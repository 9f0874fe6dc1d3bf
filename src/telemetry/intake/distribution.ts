// The JSON of a metric point's distribution column, and what makes one unusable.
// `{bounds, counts}` · `{scale, zero_count, zero_threshold, positive, negative}` (buckets `{offset, counts}`) · `{quantiles: [[q, v]]}`.
// Counts are decimal digits: a JSON number while a double holds it exactly, else a string.

import { jsonDouble, jsonInt } from "./value-shapes.ts";

/** Unsigned 64-bit integers as decimal digits. */
export type Digits = string;

export interface Buckets {
  readonly offset: number;
  readonly counts: readonly Digits[];
}

export interface ExponentialHistogram {
  readonly scale: number;
  readonly zeroCount: Digits;
  readonly zeroThreshold: number;
  readonly positive: Buckets;
  readonly negative: Buckets;
}

export function histogramProblem(bounds: readonly number[], counts: readonly Digits[]): string | null {
  const isFit = counts.length === bounds.length + 1 || (counts.length === 0 && bounds.length === 0);
  if (!isFit) return "with histogram counts that do not fit the bounds";
  const isAscending = bounds.every((bound, at) => at === 0 || (bounds[at - 1] as number) < bound);
  if (!isAscending || Number.isNaN(bounds[0])) return "with histogram bounds that do not ascend";
  return null;
}

export function histogramJson(bounds: readonly number[], counts: readonly Digits[]): string {
  return `{"bounds":[${bounds.map(jsonDouble).join(",")}],"counts":${jsonCounts(counts)}}`;
}

export function exponentialJson(histogram: ExponentialHistogram): string {
  const { scale, zeroCount, zeroThreshold, positive, negative } = histogram;
  const zero = `"zero_count":${jsonInt(zeroCount)},"zero_threshold":${jsonDouble(zeroThreshold)}`;
  return `{"scale":${scale},${zero},"positive":${jsonBuckets(positive)},"negative":${jsonBuckets(negative)}}`;
}

export function summaryJson(quantiles: readonly (readonly [number, number])[]): string {
  return `{"quantiles":[${quantiles.map(([q, v]) => `[${jsonDouble(q)},${jsonDouble(v)}]`).join(",")}]}`;
}

function jsonBuckets({ offset, counts }: Buckets): string {
  return `{"offset":${offset},"counts":${jsonCounts(counts)}}`;
}

function jsonCounts(counts: readonly Digits[]): string {
  return `[${counts.map(jsonInt).join(",")}]`;
}
