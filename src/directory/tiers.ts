// What a tier grants: one row per tier, read wherever a limit is enforced. The brief's table of tiers, section 1.

import { DAY_MS } from "../kernel/time.ts";

const MEGABYTE = 1_000_000;

export interface Tier {
  readonly concurrentQueries: number;
  readonly queryTimeoutMs: number;
  readonly resultBytes: number;
  readonly cacheMs: number;
  readonly shards: number;
  readonly retentionMs: number;
  /** Distinct series with a sample in this clock hour or the one before. */
  readonly activeSeries: number;
  /** Distinct values of one label of one metric, today and yesterday (UTC); what comes on top overflows. */
  readonly labelValues: number;
  /** Decoded bytes and rows of any signal in one second. LIMIT: above what one request may hold (16 MiB, 100,000 rows). */
  readonly ingestBytesPerSecond: number;
  readonly ingestPointsPerSecond: number;
}

export const TIERS = {
  standard: {
    concurrentQueries: 10,
    queryTimeoutMs: 300_000,
    resultBytes: 1_000 * MEGABYTE,
    cacheMs: 600_000,
    shards: 1,
    retentionMs: 30 * DAY_MS,
    activeSeries: 100_000,
    labelValues: 10_000,
    ingestBytesPerSecond: 40 * MEGABYTE,
    ingestPointsPerSecond: 200_000,
  },
  enterprise: {
    concurrentQueries: 100,
    queryTimeoutMs: 3_600_000,
    resultBytes: 10_000 * MEGABYTE,
    cacheMs: 3_600_000,
    shards: 4,
    retentionMs: 395 * DAY_MS,
    activeSeries: 5_000_000,
    labelValues: 100_000,
    ingestBytesPerSecond: 400 * MEGABYTE,
    ingestPointsPerSecond: 2_000_000,
  },
} as const satisfies Record<string, Tier>;

export type TierName = keyof typeof TIERS;

export const TIER_NAMES = Object.keys(TIERS) as [TierName, ...TierName[]];
