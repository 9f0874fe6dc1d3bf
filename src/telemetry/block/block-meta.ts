// What the catalog knows of a block: enough to decide, without reading the object, whether a query needs it.
// INVARIANT: a block holds one signal, one UTC day and one shard; `seqFrom` to `seqTo` is half-open.

import type { Signal } from "../signals.ts";

export interface BlockMeta {
  readonly blockId: string;
  readonly signal: Signal;
  /** UTC day of every row's `time`: `2026-11-23`. */
  readonly day: string;
  readonly shard: number;
  /** 0 as flushed; one more than the highest of those it was merged from. */
  readonly level: number;
  /** Whole milliseconds; the last row's time lies in [maxTimeMs, maxTimeMs + 1). */
  readonly minTimeMs: number;
  readonly maxTimeMs: number;
  readonly rows: number;
  readonly sizeBytes: number;
  readonly seqFrom: number;
  readonly seqTo: number;
  /** A name-bloom of metric names (metrics) or service names (logs, traces). */
  readonly names: Uint8Array;
  readonly objectKey: string;
}

/** The column whose distinct values go into `names`. */
export const NAME_COLUMN: Readonly<Record<Signal, string>> = {
  metrics: "metric",
  logs: "service_name",
  traces: "service_name",
};

/** `tenants/{tenantId}/telemetry/{signal}/{day}/{blockId}.parquet`: ids and a date only, never a customer's word. */
export function blockObjectKey(
  tenantId: string,
  block: { readonly signal: Signal; readonly day: string; readonly blockId: string },
): string {
  return `tenants/${tenantId}/telemetry/${block.signal}/${block.day}/${block.blockId}.parquet`;
}
