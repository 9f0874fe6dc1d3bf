// Two distributions of histogram points, added: buckets of the same bounds, or exponential buckets at the coarser of
// both scales (OpenTelemetry metrics data model, "ExponentialHistogram: Scale"). Shapes are those of intake/distribution.ts.

import { coarser, type Buckets, type Distribution } from "../query/distribution.ts";

type Exponential = Extract<Distribution, { readonly scale: number }>;
type Explicit = Extract<Distribution, { readonly bounds: readonly unknown[] }>;

/** Null when they cannot be added. */
export function addDistributions(left: string | null, right: string | null): string | null {
  if (left === null || right === null) return null;
  const [a, b] = [JSON.parse(left) as Distribution, JSON.parse(right) as Distribution];
  if ("bounds" in a && "bounds" in b) return addExplicit(a, b);
  if ("scale" in a && "scale" in b) return JSON.stringify(addExponential(a, b));
  return null;
}

function addExplicit(a: Explicit, b: Explicit): string | null {
  const isSame = a.bounds.length === b.bounds.length && a.bounds.every((bound, at) => bound === b.bounds[at]);
  if (!isSame || a.counts.length !== b.counts.length) return null;
  const counts = a.counts.map((count, at) => Number(count) + Number(b.counts[at] ?? 0));
  return JSON.stringify({ bounds: a.bounds, counts });
}

function addExponential(a: Exponential, b: Exponential): Exponential {
  const scale = Math.min(a.scale, b.scale);
  const side = (name: "positive" | "negative"): Buckets =>
    addBuckets(coarser(a[name], a.scale - scale), coarser(b[name], b.scale - scale));
  return {
    scale,
    zero_count: Number(a.zero_count) + Number(b.zero_count),
    zero_threshold: Math.max(Number(a.zero_threshold), Number(b.zero_threshold)),
    positive: side("positive"),
    negative: side("negative"),
  };
}

function addBuckets(a: Buckets, b: Buckets): Buckets {
  if (a.counts.length === 0) return b;
  if (b.counts.length === 0) return a;
  const offset = Math.min(a.offset, b.offset);
  const end = Math.max(a.offset + a.counts.length, b.offset + b.counts.length);
  const at = (buckets: Buckets, place: number): number => Number(buckets.counts[place - buckets.offset] ?? 0);
  const counts = Array.from({ length: end - offset }, (_, i) => at(a, offset + i) + at(b, offset + i));
  return { offset, counts };
}
