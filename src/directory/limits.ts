// The limits of one tenant: its tier's row, with what an operator has set for this tenant in place of it.
// Names on the wire carry their units; in here they are the tier's own fields.

import { z } from "zod";
import { TIERS, type Tier, type TierName } from "./tiers.ts";

/** What may be set for one tenant. The rest of a tier decides where data lies, and is changed with the tier only. */
const SETTABLE = {
  concurrent_queries: "concurrentQueries",
  query_timeout_ms: "queryTimeoutMs",
  result_bytes: "resultBytes",
  ingest_bytes_per_second: "ingestBytesPerSecond",
  ingest_points_per_second: "ingestPointsPerSecond",
  active_series: "activeSeries",
  label_values: "labelValues",
} as const satisfies Record<string, keyof Tier>;

export type LimitName = keyof typeof SETTABLE;
export const LIMIT_NAMES = Object.keys(SETTABLE) as readonly LimitName[];

const most = z.int().min(1).max(1_000_000_000_000);

/** A limit that is left out is the tier's. */
export const limitOverridesSchema = z.strictObject(
  Object.fromEntries(LIMIT_NAMES.map((name) => [name, most.optional()])) as Record<
    LimitName,
    z.ZodOptional<typeof most>
  >,
);

export type LimitOverrides = { readonly [N in LimitName]?: number | undefined };

export function limitsOf(tier: TierName, overrides: LimitOverrides): Tier {
  const set = LIMIT_NAMES.flatMap((name) => {
    const value = overrides[name];
    return value === undefined ? [] : [[SETTABLE[name], value] as const];
  });
  if (set.length === 0) return TIERS[tier];
  const limits: Tier = { ...TIERS[tier], ...Object.fromEntries(set) };
  // Blocks that leave the catalog are kept for the tier's time: a query may not run longer than they are there.
  return { ...limits, queryTimeoutMs: Math.min(limits.queryTimeoutMs, TIERS[tier].queryTimeoutMs) };
}

export function limitValue(limits: Tier, name: LimitName): number {
  return limits[SETTABLE[name]];
}

/** With so many percent of what may be sent in a second; all of it with 100. */
export function throttled(tier: TierName, overrides: LimitOverrides, percent: number): LimitOverrides {
  if (percent >= 100) return overrides;
  const limits = limitsOf(tier, overrides);
  const part = (value: number): number => Math.max(1, Math.floor((value * percent) / 100));
  return {
    ...overrides,
    ingest_bytes_per_second: part(limits.ingestBytesPerSecond),
    ingest_points_per_second: part(limits.ingestPointsPerSecond),
  };
}
