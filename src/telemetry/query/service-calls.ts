// Which service called which, by the spans of a range: a span whose parent is another service's is a call. A span whose
// parent is not among the spans read is a call from outside.
// LIMIT: 200,000 spans, about 150 bytes each while they are read; a wider range is refused.

import { type Fault, fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import type { TraceRun } from "./find-trace.ts";
import { planRead } from "./plan-read.ts";
import type { ScanStats } from "./query-sources.ts";
import { bigintAt, rowWindow, textAt } from "./row-window.ts";
import { type ScannedTable, scanPlan, timedOut } from "./scan-plan.ts";

const MOST_SPANS = 200_000;
const NANOS_PER_MS = 1_000_000;
const COLUMNS: readonly string[] = [
  "trace_id",
  "span_id",
  "parent_span_id",
  "service_name",
  "time",
  "end_time",
  "status_code",
  "seq",
];
const LABEL_COLUMNS = ["attributes", "resource", "scope"];

export interface CalledService {
  readonly service: string;
  readonly calls: number;
  readonly errors: number;
  /** Of all calls together. */
  readonly duration_ms: number;
}

export interface ServiceCall extends CalledService {
  readonly caller: string;
}

export interface ServiceCallsReply {
  readonly services: readonly CalledService[];
  readonly calls: readonly ServiceCall[];
  readonly stats: ScanStats;
  readonly row_filter_applied: boolean;
}

interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

interface HeldSpan {
  readonly seq: number;
  /** An older row of a span that a policy hides stays hidden too. */
  readonly isSeen: boolean;
  readonly service: string;
  readonly parent: string | null;
  readonly isError: boolean;
  readonly durationMs: number;
}

interface Read {
  readonly range: Range;
  readonly run: TraceRun;
  readonly spans: Map<string, HeldSpan>;
}

function takeSpans(scanned: ScannedTable, { range, run, spans }: Read): Fault | null {
  const { table } = scanned;
  const window = rowWindow(scanned, { baseMs: range.fromMs, ...range });
  const text = (name: string, row: number): string | null => textAt(table.columns[name], row);
  for (let row = 0; row < table.rows; row++) {
    if (!window.has(row)) continue;
    const seq = window.seqs[row] as number;
    const trace = text("trace_id", row) ?? "";
    const id = `${trace} ${text("span_id", row) ?? ""}`;
    if ((spans.get(id)?.seq ?? -1) > seq) continue;
    const parent = text("parent_span_id", row) ?? "";
    const [start, end] = [
      bigintAt(table.columns["time"], row) ?? 0n,
      bigintAt(table.columns["end_time"], row) ?? 0n,
    ];
    spans.set(id, {
      seq,
      isSeen: run.rowFilter?.(table, row) ?? true,
      service: text("service_name", row) ?? "unknown",
      parent: parent === "" ? null : `${trace} ${parent}`,
      isError: text("status_code", row) === "error",
      durationMs: Number(end - start) / NANOS_PER_MS,
    });
  }
  if (spans.size <= MOST_SPANS) return null;
  return fault(
    "query.result_too_large",
    "the range has too many spans to say who calls whom: ask for a shorter one",
  );
}

interface Sum {
  calls: number;
  errors: number;
  duration_ms: number;
}

function addTo(sums: Map<string, Sum>, name: string, { isError, durationMs }: HeldSpan): void {
  const sum = sums.get(name) ?? { calls: 0, errors: 0, duration_ms: 0 };
  sums.set(name, sum);
  sum.calls++;
  sum.errors += isError ? 1 : 0;
  sum.duration_ms += durationMs;
}

function sumUp(
  spans: ReadonlyMap<string, HeldSpan>,
  service: string | null,
): Pick<ServiceCallsReply, "services" | "calls"> {
  const services = new Map<string, Sum>();
  const calls = new Map<string, Sum>();
  for (const span of spans.values()) {
    if (!span.isSeen) continue;
    const parent = span.parent === null ? undefined : spans.get(span.parent);
    const caller = parent?.isSeen === true ? parent.service : null;
    if (caller === span.service) continue;
    addTo(services, span.service, span);
    if (caller !== null) addTo(calls, JSON.stringify([caller, span.service]), span);
  }
  const named = Array.from(calls, ([pair, sum]) => {
    const [caller = "", called = ""] = JSON.parse(pair) as string[];
    return { caller, service: called, ...sum };
  }).filter((call) => service === null || call.caller === service || call.service === service);
  const wanted = new Set(named.flatMap((call) => [call.caller, call.service]));
  const all = Array.from(services, ([name, sum]) => ({ service: name, ...sum }));
  const kept = all.filter((one) => service === null || one.service === service || wanted.has(one.service));
  const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return {
    services: kept.toSorted((a, b) => byName(a.service, b.service)),
    calls: named.toSorted((a, b) => byName(a.caller, b.caller) || byName(a.service, b.service)),
  };
}

/** All services, or those around one. `query.timed_out`, `query.result_too_large`. */
export async function findServiceCalls(
  asked: { readonly range: Range; readonly service: string | null },
  run: TraceRun,
): Promise<Result<ServiceCallsReply>> {
  const { range, service } = asked;
  const columns = run.rowFilter === undefined ? COLUMNS : [...COLUMNS, ...LABEL_COLUMNS];
  const plan = await planRead({ signal: "traces", ...range, columns, oneOf: {} }, run.sources, run);
  if (plan === null) return failed(timedOut());
  const read: Read = { range, run, spans: new Map() };
  const stop = await scanPlan(plan, { visit: (scanned) => takeSpans(scanned, read) }, run);
  if (stop !== null) return failed(stop);
  return ok({
    ...sumUp(read.spans, service),
    stats: run.stats,
    row_filter_applied: run.rowFilter !== undefined,
  });
}
