// All spans of one trace. Blocks are sorted by trace id, so bounds leave one row group of each block to be read.
// Of two rows of a span the highest seq is given.

import { type Fault, fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import type { RowCheck } from "../policy-labels.ts";
import { columnsOf } from "../signals.ts";
import { textBytes } from "./log-record.ts";
import { planRead } from "./plan-read.ts";
import type { ScanStats } from "./query-sources.ts";
import { rowWindow, textAt } from "./row-window.ts";
import { type ScannedTable, scanPlan, type ScanRun, timedOut } from "./scan-plan.ts";
import { spanRecord, type SpanRecord } from "./span-record.ts";

export interface TraceRun extends ScanRun {
  readonly rowFilter?: RowCheck | undefined;
}

export interface TraceReply {
  readonly trace_id: string;
  /** In order of start. */
  readonly spans: readonly SpanRecord[];
  readonly stats: ScanStats;
  readonly row_filter_applied: boolean;
}

interface Held {
  readonly seq: number;
  /** Null for a span that a policy hides: an older row of it stays hidden too, as after a merge. */
  readonly span: SpanRecord | null;
}

interface TraceRead {
  readonly traceId: string;
  readonly range: { readonly fromMs: number; readonly toMs: number };
  readonly run: TraceRun;
  readonly held: Map<string, Held>;
  bytes: number;
}

function takeSpans(scanned: ScannedTable, read: TraceRead): Fault | null {
  const { table } = scanned;
  const window = rowWindow(scanned, { baseMs: read.range.fromMs, ...read.range });
  const ids = table.columns["trace_id"];
  for (let row = 0; row < table.rows; row++) {
    if (textAt(ids, row) !== read.traceId || !window.has(row)) continue;
    const seq = window.seqs[row] as number;
    const spanId = textAt(table.columns["span_id"], row) ?? "";
    if ((read.held.get(spanId)?.seq ?? -1) > seq) continue;
    const isSeen = read.run.rowFilter?.(table, row) ?? true;
    read.held.set(spanId, { seq, span: isSeen ? spanRecord(table, row) : null });
    if (isSeen) read.bytes += textBytes(table, row);
  }
  return read.bytes <= read.run.limits.maxResultBytes
    ? null
    : fault("query.result_too_large", "the trace is too large");
}

function byStart(left: SpanRecord, right: SpanRecord): number {
  const [a, b] = [BigInt(left.start_time_unix_nano), BigInt(right.start_time_unix_nano)];
  if (a !== b) return a < b ? -1 : 1;
  return left.span_id < right.span_id ? -1 : 1;
}

/** `telemetry.trace_not_found`, `query.timed_out`, `query.result_too_large`. */
export async function findTrace(
  traceId: string,
  range: { readonly fromMs: number; readonly toMs: number },
  run: TraceRun,
): Promise<Result<TraceReply>> {
  const columns = columnsOf("traces").map(([name]) => name);
  const plan = await planRead(
    { signal: "traces", ...range, columns, oneOf: { trace_id: [traceId] } },
    run.sources,
    run,
  );
  if (plan === null) return failed(timedOut());
  const read: TraceRead = { traceId, range, run, held: new Map(), bytes: 0 };
  const stop = await scanPlan(plan, { visit: (scanned) => takeSpans(scanned, read) }, run);
  if (stop !== null) return failed(stop);
  const spans = [...read.held.values()].flatMap(({ span }) => span ?? []).sort(byStart);
  if (spans.length === 0) return failed(fault("telemetry.trace_not_found"));
  return ok({ trace_id: traceId, spans, stats: run.stats, row_filter_applied: run.rowFilter !== undefined });
}
