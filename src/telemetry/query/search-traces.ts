// Trace search in two reads: which traces have a span that matches (the newest first), then the spans of one page of them.
// A trace's summary counts the spans that start within an hour of the range.

import { encodeCursor } from "../../kernel/cursor.ts";
import { type Fault, fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { HOUR_MS } from "../../kernel/time.ts";
import type { Table } from "../table.ts";
import type { TraceRun } from "./find-trace.ts";
import { labelColumns, rowLabels } from "./labels.ts";
import { planRead, type ReadSpec } from "./plan-read.ts";
import type { ScanStats } from "./query-sources.ts";
import { bigintAt, rowWindow, textAt } from "./row-window.ts";
import { type ScannedTable, scanPlan, timedOut } from "./scan-plan.ts";
import { summarize, type SummarySpan, type TraceSummary } from "./trace-summary.ts";
import type { TraceRequest } from "./trace-request.ts";

export interface TraceSearchReply {
  readonly traces: readonly TraceSummary[];
  readonly stats: ScanStats;
  readonly row_filter_applied: boolean;
  readonly next_cursor?: string;
}

/** LIMIT: matching traces held while the newest are picked; about 150 bytes each. */
const MOST_TRACES = 200_000;
const NANOS_PER_MS = 1_000_000;
const LABEL_COLUMNS = ["attributes", "resource", "scope"];

function durationMs(table: Table, row: number): number {
  const end = bigintAt(table.columns["end_time"], row) ?? 0n;
  const start = bigintAt(table.columns["time"], row) ?? 0n;
  return Number(end - start) / NANOS_PER_MS;
}

function isMatch(table: Table, row: number, request: TraceRequest): boolean {
  const text = (name: string): string | null => textAt(table.columns[name], row);
  if (request.services !== null && !request.services.includes(text("service_name") ?? "")) return false;
  if (request.name !== null && text("name") !== request.name) return false;
  if (request.status !== null && text("status_code") !== request.status) return false;
  const duration = durationMs(table, row);
  if (duration < request.minDurationMs || duration > request.maxDurationMs) return false;
  if (!request.hasFilters) return true;
  return request.matches(rowLabels(labelColumns(table, row)));
}

function matchSpec(request: TraceRequest, needsLabels: boolean): ReadSpec {
  const oneOf = {
    ...(request.services === null ? {} : { service_name: request.services }),
    ...(request.name === null ? {} : { name: [request.name] }),
    ...(request.status === null ? {} : { status_code: [request.status] }),
  };
  const base = ["trace_id", "name", "service_name", "time", "end_time", "status_code", "seq"];
  const columns = needsLabels ? [...base, ...LABEL_COLUMNS] : base;
  return { signal: "traces", fromMs: request.fromMs, toMs: request.toMs, columns, oneOf };
}

interface Match {
  readonly traceId: string;
  readonly time: bigint;
}

const newestFirst = (left: Match, right: Match): number => {
  if (left.time !== right.time) return left.time < right.time ? 1 : -1;
  return left.traceId < right.traceId ? 1 : left.traceId > right.traceId ? -1 : 0;
};

function takeMatches(
  scanned: ScannedTable,
  read: { request: TraceRequest; run: TraceRun; newest: Map<string, bigint> },
): Fault | null {
  const { table } = scanned;
  const { request, newest } = read;
  const window = rowWindow(scanned, { baseMs: request.fromMs, fromMs: request.fromMs, toMs: request.toMs });
  for (let row = 0; row < table.rows; row++) {
    if (!window.has(row) || !isMatch(table, row, request)) continue;
    if (read.run.rowFilter?.(table, row) === false) continue;
    const traceId = textAt(table.columns["trace_id"], row) ?? "";
    const time = bigintAt(table.columns["time"], row) ?? 0n;
    const known = newest.get(traceId);
    if (known === undefined || known < time) newest.set(traceId, time);
  }
  if (newest.size <= MOST_TRACES) return null;
  return fault(
    "query.result_too_large",
    "the search matches too many traces: ask for a shorter range or filter more",
  );
}

async function findMatches(request: TraceRequest, run: TraceRun): Promise<Result<Match[]>> {
  const spec = matchSpec(request, request.hasFilters || run.rowFilter !== undefined);
  const plan = await planRead(spec, run.sources, run);
  if (plan === null) return failed(timedOut());
  const newest = new Map<string, bigint>();
  const stop = await scanPlan(
    plan,
    { visit: (scanned) => takeMatches(scanned, { request, run, newest }) },
    run,
  );
  if (stop !== null) return failed(stop);
  const { after } = request;
  const matches = Array.from(newest, ([traceId, time]) => ({ traceId, time })).sort(newestFirst);
  return ok(after === null ? matches : matches.filter((match) => newestFirst(match, after) > 0));
}

const SUMMARY_COLUMNS = [
  "trace_id",
  "span_id",
  "parent_span_id",
  "name",
  "service_name",
  "time",
  "end_time",
  "status_code",
  "seq",
];

async function readSummaries(
  ids: readonly string[],
  request: TraceRequest,
  run: TraceRun,
): Promise<Result<TraceSummary[]>> {
  const range = { fromMs: request.fromMs - HOUR_MS, toMs: request.toMs + HOUR_MS };
  const columns = run.rowFilter === undefined ? SUMMARY_COLUMNS : [...SUMMARY_COLUMNS, ...LABEL_COLUMNS];
  const plan = await planRead(
    { signal: "traces", ...range, columns, oneOf: { trace_id: ids } },
    run.sources,
    run,
  );
  if (plan === null) return failed(timedOut());
  const traces = new Map<string, Map<string, HeldSpan>>(ids.map((id) => [id, new Map()]));
  const visit = (scanned: ScannedTable): null => {
    const window = rowWindow(scanned, { baseMs: range.fromMs, ...range });
    for (let row = 0; row < scanned.table.rows; row++) {
      const spans = traces.get(textAt(scanned.table.columns["trace_id"], row) ?? "");
      if (spans === undefined || !window.has(row)) continue;
      keepSpan(spans, { table: scanned.table, row, seq: window.seqs[row] as number }, run.rowFilter);
    }
    return null;
  };
  const stop = await scanPlan(plan, { visit }, run);
  return stop === null
    ? ok(Array.from(traces).flatMap(([id, spans]) => summaryOf(id, [...spans.values()])))
    : failed(stop);
}

/** A span as it was sent last; one that a policy hides stays, so that an older row of it does not show. */
interface HeldSpan extends SummarySpan {
  readonly seq: number;
  readonly isSeen: boolean;
}

/** None for a trace that only matched by what a later row of a span took back. */
function summaryOf(traceId: string, held: readonly HeldSpan[]): TraceSummary[] {
  const spans = held.filter(({ isSeen }) => isSeen);
  return spans.length === 0 ? [] : [summarize(traceId, spans)];
}

function keepSpan(
  spans: Map<string, HeldSpan>,
  { table, row, seq }: { table: Table; row: number; seq: number },
  rowFilter: TraceRun["rowFilter"],
): void {
  const text = (name: string): string | null => textAt(table.columns[name], row);
  const spanId = text("span_id") ?? "";
  if ((spans.get(spanId)?.seq ?? -1) > seq) return;
  spans.set(spanId, {
    seq,
    isSeen: rowFilter?.(table, row) ?? true,
    parentSpanId: text("parent_span_id"),
    name: text("name") ?? "",
    service: text("service_name"),
    start: bigintAt(table.columns["time"], row) ?? 0n,
    end: bigintAt(table.columns["end_time"], row) ?? 0n,
    isError: text("status_code") === "error",
  });
}

/** `query.timed_out`, `query.result_too_large`. */
export async function searchTraces(request: TraceRequest, run: TraceRun): Promise<Result<TraceSearchReply>> {
  const matches = await findMatches(request, run);
  if (!matches.ok) return matches;
  const page = matches.value.slice(0, request.limit);
  const summaries = await readSummaries(
    page.map(({ traceId }) => traceId),
    request,
    run,
  );
  if (!summaries.ok) return summaries;
  const last = page.at(-1);
  const base = { traces: summaries.value, stats: run.stats, row_filter_applied: run.rowFilter !== undefined };
  if (matches.value.length <= page.length || last === undefined) return ok(base);
  return ok({ ...base, next_cursor: encodeCursor([last.time.toString(), last.traceId]) });
}
