// GET /v1/metrics: one metric by query string, in the shape that a Power BI query expands (`data[].datapoints[]`).

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { METRIC_REQUEST, powerBiReply } from "../index.ts";
import { answerMetrics } from "./query-metrics.ts";
import { powerBiReplySchema } from "./reply-schemas.ts";

const AGGREGATIONS = [
  "avg",
  "min",
  "max",
  "sum",
  "count",
  "last",
  "rate",
  "increase",
  "p50",
  "p90",
  "p95",
  "p99",
] as const;

export const readMetrics = tenantOperation({
  id: "query.read_metrics",
  method: "GET",
  path: "/v1/metrics",
  tag: "Telemetry out",
  summary: "Read one metric",
  description: "A record per series with its data points: what Power BI's `Json.Document` expands.",
  action: "metrics:read",
  rows: true,
  params: null,
  query: z.strictObject({
    metric: z.string().min(1).max(1_024),
    from: z.string().min(1).max(64).default("now-1h"),
    to: z.string().min(1).max(64).default("now"),
    aggregation: z.enum(AGGREGATIONS).default("avg"),
    interval: z.string().max(16).optional(),
    limit: z.coerce.number().int().min(1).max(10_000).default(1_000),
    cursor: z.string().max(2_048).optional(),
  }),
  body: { kind: "none" },
  responses: { 200: { description: "A page of series", schema: powerBiReplySchema } },
  handle: async (call) => {
    const { metric, aggregation, ...rest } = call.query;
    const queries = [{ name: "A", metric, aggregation, group_by: ["*"] }];
    const reply = await answerMetrics(call, METRIC_REQUEST.parse({ ...rest, queries }));
    return reply.ok ? ok(jsonReply(200, powerBiReply(reply.value))) : reply;
  },
});
