// Whether an append may be stored: its series must fit under the shard's share of the tenant's active series, and what no
// lease covers must fit into the shard's reserve of the running second.
// INVARIANT: an object that wakes in a window in which an earlier one stored anything admits no more by its reserve in it.

import { failed, ok, type Result } from "../../kernel/result.ts";
import { createWindowMeter, rateFault, type Amount, type WindowMeter } from "../../telemetry/index.ts";
import type { Append, ShardUse } from "../tenant-api.ts";
import { openActiveSeries, type ActiveSeries, type SeriesPlan } from "./active-series.ts";
import { readCensus } from "./metric-census.ts";

export interface Admission {
  /** What the append's series come to; null when it announces none. */
  plan(request: Append, nowMs: number): SeriesPlan | null;
  /** `telemetry.rate_limited`: a lease is needed. */
  charge(request: Append, nowMs: number): Result<null>;
  readonly series: ActiveSeries;
  use(nowMs: number): ShardUse;
}

export const NO_USE: ShardUse = { activeSeries: 0, admitted: { points: 0, bytes: 0 }, metrics: [] };

const NONE_LEFT: Amount = { points: 0, bytes: 0 };

export function openAdmission(sql: SqlStorage, nowMs: number): Admission {
  const meter: WindowMeter = createWindowMeter(lastStoredMs(sql) + 1);
  const series = openActiveSeries(sql, nowMs);
  return {
    plan: ({ series: announced }, atMs) =>
      announced === undefined ? null : series.plan(announced.ids, announced.share, atMs),
    charge({ charge }, atMs) {
      if (charge === undefined || meter.take(charge.asked, charge.reserve, atMs)) return ok(null);
      return failed(rateFault({ asked: charge.asked, left: NONE_LEFT, limit: charge.reserve }, 1));
    },
    series,
    use: (atMs) => ({
      activeSeries: series.count(atMs),
      admitted: meter.used(atMs),
      metrics: readCensus(sql, atMs),
    }),
  };
}

/** A flush counts too: what it took away may have come in the same window. */
function lastStoredMs(sql: SqlStorage): number {
  const stored = sql.exec<{ at: number | null }>("SELECT max(received_ms) AS at FROM batches").one().at;
  const flushed = sql.exec<{ at: number | null }>("SELECT max(at_ms) AS at FROM flushes").one().at;
  return Math.max(stored ?? -1, flushed ?? -1);
}
