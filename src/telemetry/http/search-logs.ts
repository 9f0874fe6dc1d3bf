// POST /v1/logs/search: log records by time, attributes and text.

import type { z } from "zod";
import { tenantOperation } from "../../edge/index.ts";
import { LOG_REQUEST, readLogRequest, searchLogs as search } from "../index.ts";
import { withSources, type SourcedCall } from "./open-sources.ts";
import { listReply } from "./query-reply.ts";
import { logReplySchema } from "./reply-schemas.ts";

export async function answerLogs(call: SourcedCall, body: z.infer<typeof LOG_REQUEST>) {
  const request = readLogRequest(body, call.nowMs);
  if (!request.ok) return request;
  const { fromMs, toMs } = request.value;
  const asked = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
  return withSources(call, { signal: "logs", fromMs, toMs, asked }, (run) => search(request.value, run));
}

export const searchLogs = tenantOperation({
  id: "logs.search",
  method: "POST",
  path: "/v1/logs/search",
  tag: "Telemetry out",
  summary: "Search logs",
  action: "logs:read",
  rows: true,
  params: null,
  query: null,
  body: { kind: "json", schema: LOG_REQUEST, maxBytes: 65_536 },
  responses: { 200: { description: "A page of log records", schema: logReplySchema } },
  handle: async (call) => {
    const reply = await answerLogs(call, call.body);
    return reply.ok ? listReply(call, "logs", { ...reply.value }) : reply;
  },
});
