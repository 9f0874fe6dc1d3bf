// What makes a series: the SHA-256 of `{metric digest}{canonical attributes}`, where the digest covers metric, kind, unit,
// temporality, monotonicity, resource and scope. INVARIANT: stored bytes; never changed.

import { canonicalJson } from "../../kernel/canonical-json.ts";
import { seriesHash } from "../intake/series-hash.ts";

export interface MetricIdentity {
  readonly name: string;
  readonly kind: string;
  readonly unit: string | null;
  readonly temporality: string | null;
  readonly isMonotonic: boolean | null;
}

/** `origin` is `[resource,scope]`, as canonical JSON. */
export function metricIdentity(metric: MetricIdentity, origin: string): string {
  const { name, kind, unit, temporality, isMonotonic } = metric;
  return canonicalJson([name, kind, unit, temporality, isMonotonic]) + origin;
}

export const metricDigest = (identity: string): string => seriesHash(identity);

export const seriesOf = (digest: string, attributes: string): string => seriesHash(digest + attributes);
