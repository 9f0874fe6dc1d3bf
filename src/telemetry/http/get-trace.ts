// GET /v1/traces/{trace_id}: all spans of one trace.

import { z } from "zod";
import { TIERS } from "../../directory/index.ts";
import { tenantOperation } from "../../edge/index.ts";
import { HOUR_MS } from "../../kernel/time.ts";
import { findTrace, parseRange } from "../index.ts";
import { withSources, type SourcedCall } from "./open-sources.ts";
import { listReply } from "./query-reply.ts";
import { traceReplySchema } from "./reply-schemas.ts";

export async function answerTrace(
  call: SourcedCall,
  traceId: string,
  range: { readonly fromMs: number; readonly toMs: number },
) {
  const reading = { signal: "traces" as const, ...range, asked: { trace_id: traceId } };
  return withSources(call, reading, (run) => findTrace(traceId, range, run));
}

export const getTrace = tenantOperation({
  id: "traces.get",
  method: "GET",
  path: "/v1/traces/{trace_id}",
  tag: "Telemetry out",
  summary: "Get a trace",
  description:
    "Without `from` all days of the tier's retention are looked at; a range around the trace is cheaper.",
  action: "traces:read",
  rows: true,
  params: z.object({ trace_id: z.string().regex(/^[0-9a-f]{32}$/, "32 lower-case hexadecimal digits") }),
  query: z.strictObject({ from: z.string().max(64).optional(), to: z.string().max(64).optional() }),
  body: { kind: "none" },
  responses: { 200: { description: "The spans in order of start", schema: traceReplySchema } },
  handle: async (call) => {
    const oldestMs = call.nowMs - TIERS[call.tenant.tier].retentionMs;
    const range = parseRange(call.query.from ?? oldestMs, call.query.to ?? call.nowMs + HOUR_MS, call.nowMs);
    if (!range.ok) return range;
    const reply = await answerTrace(call, call.params.trace_id, range.value);
    return reply.ok ? listReply(call, "spans", { ...reply.value }) : reply;
  },
});
