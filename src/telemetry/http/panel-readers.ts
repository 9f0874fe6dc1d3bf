// What panels, exports and other pictures of telemetry are made from: each way to read, as a function of a call and a
// request. The manifest hands them over; rows are those that the call's session may see.

import type { Result } from "../../kernel/result.ts";
import { findServiceCalls } from "../index.ts";
import { answerTrace } from "./get-trace.ts";
import { withSources, type SourcedCall } from "./open-sources.ts";
import { answerLogColumns } from "./read-log-columns.ts";
import { answerMetrics, peekMetrics } from "./query-metrics.ts";
import { answerLogs } from "./search-logs.ts";
import { answerTraces } from "./search-traces.ts";

async function answerServiceCalls(
  call: SourcedCall,
  service: string | null,
  range: { readonly fromMs: number; readonly toMs: number },
) {
  const { fromMs, toMs } = range;
  const asked = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString(), service };
  const reading = { signal: "traces" as const, fromMs, toMs, asked };
  return withSources(call, reading, (run) => findServiceCalls({ range, service }, run));
}

export const PANEL_READERS = {
  metrics: answerMetrics,
  peek: peekMetrics,
  logs: answerLogs,
  logColumns: answerLogColumns,
  traces: answerTraces,
  trace: answerTrace,
  serviceCalls: answerServiceCalls,
} as const satisfies Record<string, (call: SourcedCall, ...asked: never[]) => Promise<Result<unknown>>>;
