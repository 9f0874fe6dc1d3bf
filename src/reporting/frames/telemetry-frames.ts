// Answers of telemetry's queries as frames: a frame per series, a row per log record, trace or span, two frames for who
// calls whom. Values that no picture can hold (NaN, infinities) are null.

import type {
  CalledService,
  LogColumns,
  LogRecord,
  QueryResult,
  ServiceCall,
  SpanRecord,
  TraceSummary,
} from "../../telemetry/index.ts";
import type { Field, FieldValue, Frame } from "../frame.ts";

const NANOS_PER_MS = 1_000_000;

const text = (name: string, values: readonly FieldValue[]): Field => ({ name, type: "text", values });
const time = (name: string, values: readonly FieldValue[]): Field => ({ name, type: "time", values });

const number = (name: string, values: readonly FieldValue[], unit?: string): Field => ({
  name,
  type: "number",
  values,
  ...(unit === undefined ? {} : { unit }),
});

/** `{{service.name}} errors`, with the series' labels. */
export function legendText(legend: string, labels: Readonly<Record<string, string>>): string {
  return legend.replaceAll(/\{\{\s*([^{}]+?)\s*\}\}/g, (_, name: string) => labels[name] ?? "");
}

/** A window as `[ms, value]`; a sample of `raw` as an object, a distribution's with the mean of what it counted. */
type Point = readonly [number, number | string] | RawPoint;

interface RawPoint {
  readonly time_unix_nano: string;
  readonly value?: number | string;
  readonly count?: string;
  readonly sum?: number | string;
}

function readPoint(point: Point): readonly [number, number | null] {
  const numberOf = (value: unknown): number | null =>
    typeof value === "number"
      ? value
      : typeof value === "string" && /^-?\d+$/.test(value)
        ? Number(value)
        : null;
  if (!("time_unix_nano" in point)) return [point[0], typeof point[1] === "number" ? point[1] : null];
  const { time_unix_nano: nanos, value, count, sum } = point;
  const counted = numberOf(count) ?? 0;
  const mean = counted > 0 ? (numberOf(sum) ?? 0) / counted : null;
  return [msOf(nanos), numberOf(value) ?? mean];
}

interface MetricSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly unit?: string | null;
  readonly points: readonly Point[];
}

export function metricFrames(
  result: QueryResult<unknown>,
  { ref, legend }: { readonly ref: string; readonly legend?: string | undefined },
): Frame[] {
  const { metric, unit: shared, series } = result as QueryResult<MetricSeries>;
  return series.map(({ labels, points, unit = shared }) => {
    const read = points.map(readPoint);
    const value: Field = {
      name: metric,
      type: "number",
      values: read.map((pair) => pair[1]),
      labels,
      ...(unit === null ? {} : { unit }),
      ...(legend === undefined || legend === "" ? {} : { title: legendText(legend, labels) }),
    };
    const times = read.map(([ms]) => ms);
    return { name: ref, fields: [time("time", times), value] };
  });
}

const msOf = (nanos: string): number => Number(BigInt(nanos) / BigInt(NANOS_PER_MS));

const bodyText = (body: unknown): string =>
  typeof body === "string" ? body : body === null || body === undefined ? "" : JSON.stringify(body);

export function logFrames(logs: readonly LogRecord[], ref: string): Frame[] {
  const columns: LogColumns = {
    time: logs.map((log) => msOf(log.time_unix_nano)),
    severity_text: logs.map((log) => log.severity_text),
    severity_number: logs.map((log) => log.severity_number),
    service_name: logs.map((log) => log.service_name),
    body: logs.map((log) => log.body),
    trace_id: logs.map((log) => log.trace_id),
    span_id: logs.map((log) => log.span_id),
  };
  return [logFrame(columns, ref)];
}

export const logFrame = (logs: LogColumns, ref: string): Frame => ({
  name: ref,
  fields: [
    time("time", logs.time),
    text("severity", logs.severity_text),
    number("severity_number", logs.severity_number),
    text("service", logs.service_name),
    text("body", logs.body.map(bodyText)),
    text("trace_id", logs.trace_id),
    text("span_id", logs.span_id),
  ],
});

export function traceFrames(traces: readonly TraceSummary[], ref: string): Frame[] {
  const column = (read: (trace: TraceSummary) => FieldValue): FieldValue[] => traces.map(read);
  return [
    {
      name: ref,
      fields: [
        time(
          "time",
          column((trace) => msOf(trace.start_time_unix_nano)),
        ),
        text(
          "service",
          column((trace) => trace.root_service),
        ),
        text(
          "name",
          column((trace) => trace.root_name),
        ),
        number(
          "duration",
          column((trace) => trace.duration_ms),
          "ms",
        ),
        number(
          "spans",
          column((trace) => trace.span_count),
        ),
        number(
          "errors",
          column((trace) => trace.error_count),
        ),
        text(
          "trace_id",
          column((trace) => trace.trace_id),
        ),
      ],
    },
  ];
}

const leastStart = (spans: readonly SpanRecord[]): bigint =>
  spans
    .map(({ start_time_unix_nano: start }) => BigInt(start))
    .reduce<bigint | null>((least, start) => (least === null || start < least ? start : least), null) ?? 0n;

type SpanColumn = readonly [
  make: typeof text,
  name: string,
  read: (span: SpanRecord) => FieldValue,
  unit?: string,
];

/** Starts are told from the first span's on, so that no digit of a nanosecond is lost. */
export function spanFrames(spans: readonly SpanRecord[], ref: string): Frame[] {
  const first = leastStart(spans);
  const since = (nanos: string): number => Number(BigInt(nanos) - first) / NANOS_PER_MS;
  const lasted = ({ start_time_unix_nano: start, end_time_unix_nano: end }: SpanRecord): number =>
    since(end) - since(start);
  const columns: readonly SpanColumn[] = [
    [time, "time", (span) => msOf(span.start_time_unix_nano)],
    [text, "span_id", (span) => span.span_id],
    [text, "parent_span_id", (span) => span.parent_span_id],
    [text, "service", (span) => span.service_name],
    [text, "name", (span) => span.name],
    [text, "kind", (span) => span.kind],
    [number, "start_ms", (span) => since(span.start_time_unix_nano), "ms"],
    [number, "duration", lasted, "ms"],
    [text, "status", (span) => span.status_code],
  ];
  return [
    {
      name: ref,
      fields: columns.map(([make, name, read, unit]) => ({
        ...make(name, spans.map(read)),
        ...(unit === undefined ? {} : { unit }),
      })),
    },
  ];
}

export function topologyFrames(
  services: readonly CalledService[],
  calls: readonly ServiceCall[],
  ref: string,
): Frame[] {
  const sums = (of: readonly CalledService[]): Field[] => [
    number(
      "calls",
      of.map((one) => one.calls),
    ),
    number(
      "errors",
      of.map((one) => one.errors),
    ),
    number(
      "mean_duration",
      of.map((one) => one.duration_ms / Math.max(1, one.calls)),
      "ms",
    ),
  ];
  return [
    {
      name: `${ref}_nodes`,
      fields: [
        text(
          "service",
          services.map((one) => one.service),
        ),
        ...sums(services),
      ],
    },
    {
      name: `${ref}_edges`,
      fields: [
        text(
          "from",
          calls.map((one) => one.caller),
        ),
        text(
          "to",
          calls.map((one) => one.service),
        ),
        ...sums(calls),
      ],
    },
  ];
}
