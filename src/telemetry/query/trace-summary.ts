// A trace in one line: its root, how long it took, how many spans it has and how many failed.

export interface SummarySpan {
  readonly parentSpanId: string | null;
  readonly name: string;
  readonly service: string | null;
  readonly start: bigint;
  readonly end: bigint;
  readonly isError: boolean;
}

export interface TraceSummary {
  readonly trace_id: string;
  /** Of the span without a parent; of the earliest span while that one has not come. */
  readonly root_service: string | null;
  readonly root_name: string | null;
  readonly start_time_unix_nano: string;
  readonly duration_ms: number;
  readonly span_count: number;
  readonly error_count: number;
}

const NANOS_PER_MS = 1_000_000;

export function summarize(traceId: string, spans: readonly SummarySpan[]): TraceSummary {
  const ordered = spans.toSorted((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
  const root = ordered.find(({ parentSpanId }) => parentSpanId === null || parentSpanId === "") ?? ordered[0];
  const start = ordered[0]?.start ?? 0n;
  const end = spans.reduce((latest, span) => (span.end > latest ? span.end : latest), start);
  return {
    trace_id: traceId,
    root_service: root?.service ?? null,
    root_name: root?.name ?? null,
    start_time_unix_nano: start.toString(),
    duration_ms: Number(end - start) / NANOS_PER_MS,
    span_count: spans.length,
    error_count: spans.filter(({ isError }) => isError).length,
  };
}
