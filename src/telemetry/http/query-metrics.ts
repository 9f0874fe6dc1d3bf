// POST /v1/query: several named metric queries over one range.

import type { z } from "zod";
import { tenantOperation, type Reply } from "../../edge/index.ts";
import type { Result } from "../../kernel/result.ts";
import {
  METRIC_REQUEST,
  metricReplyLines,
  readMetricRequest,
  runMetricRequest,
  type MetricRequest,
  type ToldMetricReply,
} from "../index.ts";
import { withSources, type SourcedCall } from "./open-sources.ts";
import { queryReply } from "./query-reply.ts";
import { metricReplySchema } from "./reply-schemas.ts";

/** How far before a window the sample is looked for that an increase is counted from. */
const LOOK_BACK_MS = 300_000;

export async function answerMetrics(
  call: SourcedCall,
  body: z.infer<typeof METRIC_REQUEST>,
): Promise<Result<ToldMetricReply>> {
  const request = readMetricRequest(body, call.nowMs);
  return request.ok ? runMetrics(call, request.value) : request;
}

/** The same by the gateway's own wish: a metric is not in use because the gateway looked at it. */
export async function peekMetrics(
  call: SourcedCall,
  body: z.infer<typeof METRIC_REQUEST>,
): Promise<Result<ToldMetricReply>> {
  const request = readMetricRequest(body, call.nowMs);
  if (!request.ok) return request;
  const reading = { ...readingOf(request.value), metrics: [] };
  return withSources(call, reading, (run) => runMetricRequest(request.value, run));
}

/** A request that was read before, by whatever protocol it came. */
export async function runMetrics(
  call: SourcedCall,
  request: MetricRequest,
): Promise<Result<ToldMetricReply>> {
  return withSources(call, readingOf(request), (run) => runMetricRequest(request, run));
}

function readingOf(request: MetricRequest) {
  const { fromMs, toMs, intervalMs, queries } = request;
  const asked = {
    queries: queries.length,
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
  };
  const metrics = queries.map(({ metric }) => metric);
  const from = fromMs - Math.max(LOOK_BACK_MS, intervalMs);
  return { signal: "metrics" as const, fromMs: from, toMs, asked, metrics };
}

export const queryMetrics = tenantOperation({
  id: "query.metrics",
  method: "POST",
  path: "/v1/query",
  tag: "Telemetry out",
  summary: "Query metrics",
  description:
    "Several named queries over one range. `aggregation: raw` gives every sample as it was stored. With `Accept: application/x-ndjson` each series is a line. What was acknowledged before the query is in its answer.",
  action: "metrics:read",
  rows: true,
  params: null,
  query: null,
  body: { kind: "json", schema: METRIC_REQUEST, maxBytes: 262_144 },
  responses: { 200: { description: "A page of series", schema: metricReplySchema } },
  handle: async (call): Promise<Result<Reply>> => {
    const reply = await answerMetrics(call, call.body);
    if (!reply.ok) return reply;
    return queryReply(call, reply.value, () => metricReplyLines(reply.value));
  },
});
