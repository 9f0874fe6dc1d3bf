// GET /v1/limits: each limit, what is in use of it and how far it is away, and what takes the tenant there.

import { z } from "zod";
import { LIMIT_NAMES, limitsOf, limitValue, type LimitName } from "../../directory/index.ts";
import { jsonReply, tenantOperation, type TenantCall } from "../../edge/index.ts";
import { ok, type Result } from "../../kernel/result.ts";
import type { ObjectUse, ShardUse } from "../../tenant/index.ts";
import { joinMetrics, labelOffenders, largest, limitLine, type LimitLine } from "../index.ts";

const MOST_OFFENDERS = 20;

const lineSchema = z.object({
  name: z.enum(LIMIT_NAMES),
  unit: z.string(),
  value: z.int(),
  /** A used-up budget may leave less than the tier or the operator gives. */
  source: z.enum(["tier", "operator", "budget"]),
  counted: z.string(),
  used: z.int().nullable(),
  left: z.int().nullable(),
  percent: z.number().nullable(),
});

const metricSchema = z.object({
  metric: z.string(),
  /** Today, UTC; by a sketch with an error of 2.3 %. */
  series: z.int(),
  points: z.int(),
  percent_of_points: z.number(),
});

const limitsSchema = z.object({
  limits: z.array(lineSchema),
  top: z.object({
    metrics_by_series: z.array(metricSchema),
    metrics_by_points: z.array(metricSchema),
    labels_by_values: z.array(
      z.object({
        metric: z.string(),
        label: z.string(),
        values: z.int(),
        limit: z.int(),
        percent: z.number(),
        overflowed_points: z.int(),
      }),
    ),
  }),
});

interface Use {
  readonly object: ObjectUse;
  readonly shards: readonly ShardUse[];
}

interface Counting {
  readonly unit: string;
  readonly counted: string;
  readonly used: (use: Use) => number | null;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
const ingested = (what: "points" | "bytes") => (use: Use) =>
  use.object.leased[what] + sum(use.shards.map((shard) => shard.admitted[what]));

const COUNTED: Readonly<Record<LimitName, Counting>> = {
  concurrent_queries: {
    unit: "queries",
    counted: "now",
    used: ({ object }) => object.runningQueries,
  },
  query_timeout_ms: { unit: "milliseconds", counted: "each query", used: () => null },
  result_bytes: { unit: "bytes", counted: "each query", used: () => null },
  ingest_bytes_per_second: {
    unit: "decoded bytes",
    counted: "admitted or leased to edges in the running second",
    used: ingested("bytes"),
  },
  ingest_points_per_second: {
    unit: "points, log records and spans",
    counted: "admitted or leased to edges in the running second",
    used: ingested("points"),
  },
  active_series: {
    unit: "series",
    counted: "with a sample in this clock hour or the one before",
    used: ({ shards }) => sum(shards.map((shard) => shard.activeSeries)),
  },
  label_values: {
    unit: "values of one label of one metric",
    counted: "today and yesterday (UTC), of the largest label",
    used: ({ object }) => object.labels[0]?.values ?? 0,
  },
};

export const viewLimits = tenantOperation({
  id: "limits.view",
  method: "GET",
  path: "/v1/limits",
  tag: "Tenant",
  summary: "See each limit, how much of it is in use, and what uses the most",
  description:
    "Past `active_series` new series are left out and counted in the reply to the sender; existing ones go on. Past `label_values` a new value of the label is stored as `__overflow__`, its series marked with `otel.metric.overflow`. Past a number per second a request is refused with 429 and `Retry-After`.",
  action: "usage:view",
  params: null,
  query: null,
  body: { kind: "none" },
  responses: { 200: { description: "The limits and the largest users of them", schema: limitsSchema } },
  handle: async (call) => {
    const use = await readUse(call);
    return use.ok ? ok(jsonReply(200, replyOf(use.value))) : use;
  },
});

async function readUse({ session }: Pick<TenantCall, "session">): Promise<Result<Use>> {
  const object = await session.viewUse();
  if (!object.ok) return object;
  const told = await Promise.all(object.value.shards.map((shard) => session.viewShardUse(shard)));
  const shards: ShardUse[] = [];
  for (const shard of told) {
    if (!shard.ok) return shard;
    shards.push(shard.value);
  }
  return ok({ object: object.value, shards });
}

function replyOf(use: Use): z.infer<typeof limitsSchema> {
  const { tenant, overrides, inForce, labels } = use.object;
  const limits = limitsOf(tenant.tier, inForce);
  const lines = LIMIT_NAMES.map((name): LimitLine & { name: LimitName } => {
    const { unit, counted, used } = COUNTED[name];
    const set = overrides[name] === undefined ? "tier" : "operator";
    const source = inForce[name] === overrides[name] ? set : "budget";
    const value = limitValue(limits, name);
    return { ...limitLine({ name, unit, value, source, counted, used: used(use) }), name };
  });
  const metrics = joinMetrics(use.shards.flatMap((shard) => shard.metrics));
  const top = {
    metrics_by_series: largest(metrics, "series", MOST_OFFENDERS),
    metrics_by_points: largest(metrics, "points", MOST_OFFENDERS),
    labels_by_values: labelOffenders(labels, limits.labelValues),
  };
  return { limits: lines, top };
}
