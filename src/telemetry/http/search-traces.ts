// POST /v1/traces/search: traces by service, name, duration, status and attributes of one of their spans.

import type { z } from "zod";
import { tenantOperation } from "../../edge/index.ts";
import { HOUR_MS } from "../../kernel/time.ts";
import { readTraceRequest, searchTraces as search, TRACE_REQUEST } from "../index.ts";
import { withSources, type SourcedCall } from "./open-sources.ts";
import { listReply } from "./query-reply.ts";
import { traceSearchReplySchema } from "./reply-schemas.ts";

export async function answerTraces(call: SourcedCall, body: z.infer<typeof TRACE_REQUEST>) {
  const request = readTraceRequest(body, call.nowMs);
  if (!request.ok) return request;
  const { fromMs, toMs } = request.value;
  const asked = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
  // A trace that matches inside the range may have spans outside it: its summary counts those too.
  const reading = { signal: "traces" as const, fromMs: fromMs - HOUR_MS, toMs: toMs + HOUR_MS, asked };
  return withSources(call, reading, (run) => search(request.value, run));
}

export const searchTraces = tenantOperation({
  id: "traces.search",
  method: "POST",
  path: "/v1/traces/search",
  tag: "Telemetry out",
  summary: "Search traces",
  action: "traces:read",
  rows: true,
  params: null,
  query: null,
  body: { kind: "json", schema: TRACE_REQUEST, maxBytes: 65_536 },
  responses: {
    200: { description: "A page of trace summaries, newest first", schema: traceSearchReplySchema },
  },
  handle: async (call) => {
    const reply = await answerTraces(call, call.body);
    return reply.ok ? listReply(call, "traces", { ...reply.value }) : reply;
  },
});
