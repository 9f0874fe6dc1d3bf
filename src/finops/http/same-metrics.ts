// Which metrics say the same, of the last hour, for whoever may read all of them; nobody is refused advice because of it.

import { ok, type Result } from "../../kernel/result.ts";
import { ACTIONS } from "../../policy/index.ts";
import { findSame, type SameMetrics, type SampledMetric } from "../savings/same-series.ts";
import type { LogsCall } from "./log-patterns.ts";

/** Reads metrics by the session's rights, as POST /v1/query does, without that they count as asked for. */
export type PeekMetrics = (
  call: LogsCall,
  request: {
    queries: { name: string; metric: string; filters: never[]; group_by: string[]; aggregation: "last" }[];
    from: string;
    to: string;
    interval: string;
    limit: number;
  },
) => Promise<Result<{ readonly results: readonly unknown[]; readonly next_cursor?: string }>>;

/** LIMIT: series of all of them; metrics that are past it are not compared. */
const MOST_SERIES = 5_000;

/** Null where nothing can be said: not all may be read. */
export async function sampleSame(call: LogsCall, peek: PeekMetrics): Promise<Result<SameMetrics[] | null>> {
  const resource = { type: ACTIONS["metrics:read"].kind, isUnread: true };
  const session = call.session.also([{ action: "metrics:read", resource }]);
  if (!session.ok || session.value.rowFilter !== null) return ok(null);
  const asked = await call.session.askFinops("recommendations.twins", {});
  if (!asked.ok) return asked;
  const names = asked.value as readonly string[];
  if (names.length === 0) return ok([]);
  const { tenant, footers, nowMs } = call;
  const waitUntil: LogsCall["waitUntil"] = (work) => {
    call.waitUntil(work);
  };
  const read = await peek({ session: session.value, tenant, footers, nowMs, waitUntil }, requestOf(names));
  if (!read.ok) return ok(null);
  const { results, next_cursor: next } = read.value;
  // What was cut in the middle would look shorter than it is.
  const whole = next === undefined ? results : results.slice(0, -1);
  return ok(findSame(whole as SampledMetric[]));
}

function requestOf(names: readonly string[]): Parameters<PeekMetrics>[1] {
  const queries = names.map((metric, at) => ({
    name: String(at),
    metric,
    filters: [],
    group_by: ["*"],
    aggregation: "last" as const,
  }));
  return { queries, from: "now-1h", to: "now", interval: "1m", limit: MOST_SERIES };
}
