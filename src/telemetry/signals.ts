// The three signals and their columns: one registry from which the write-ahead batch, the Parquet block and the query
// reader are derived. The words are OTLP's own (opentelemetry-proto 1.x), in snake case.
//
// INVARIANT: names and kinds are stored bytes. A column is never renamed or retyped; a new one is nullable.

/**
 * How a column is held in memory:
 * - `dict`: text of few distinct values, as codes into a dictionary
 * - `text`: text of many distinct values
 * - `i64`: BigInt64Array; `time` columns are nanoseconds since the epoch
 * - `f64`: Float64Array; NaN is a value (Prometheus' stale marker is one)
 * - `i32`: Int32Array
 * - `bool`: Uint8Array of 0 and 1
 */
export type ColumnKind = "dict" | "text" | "i64" | "f64" | "i32" | "bool";

export interface ColumnSpec {
  readonly kind: ColumnKind;
  readonly isNullable: boolean;
  /** An instant in nanoseconds since the epoch: a TIMESTAMP in Parquet. */
  readonly isTime?: boolean;
}

const required = (kind: ColumnKind): ColumnSpec => ({ kind, isNullable: false });
const nullable = (kind: ColumnKind): ColumnSpec => ({ kind, isNullable: true });
const TIME: ColumnSpec = { kind: "i64", isNullable: false, isTime: true };
const OPTIONAL_TIME: ColumnSpec = { kind: "i64", isNullable: true, isTime: true };

export const SIGNALS = {
  metrics: {
    metric: required("dict"),
    /** gauge, sum, histogram, exponential_histogram, summary. */
    kind: required("dict"),
    unit: nullable("dict"),
    description: nullable("dict"),
    /** delta or cumulative; null where the kind has none. */
    temporality: nullable("dict"),
    is_monotonic: nullable("bool"),
    /** 16 hexadecimal digits: the identity of metric, kind, unit, temporality, monotonicity, resource, scope, attributes. */
    series: required("dict"),
    service_name: nullable("dict"),
    /** Canonical JSON objects, values as OTLP/JSON maps them (64-bit integers past 2^53 and bytes are strings). */
    attributes: required("dict"),
    resource: required("dict"),
    scope: required("dict"),
    start_time: OPTIONAL_TIME,
    time: TIME,
    value: nullable("f64"),
    /** Set only where the integer does not fit a double exactly; `value` then holds the nearest double. */
    value_int: nullable("i64"),
    count: nullable("i64"),
    sum: nullable("f64"),
    min: nullable("f64"),
    max: nullable("f64"),
    /** JSON: {bounds, counts} | {scale, zero_count, zero_threshold, positive, negative} | {quantiles: [[q, v]]}. */
    distribution: nullable("text"),
    exemplars: nullable("text"),
    flags: required("i32"),
    /** The shard's batch number: the later write of a series and instant wins. */
    seq: required("i64"),
  },
  logs: {
    time: TIME,
    observed_time: OPTIONAL_TIME,
    severity_number: required("i32"),
    severity_text: nullable("dict"),
    service_name: nullable("dict"),
    event_name: nullable("dict"),
    /** A text body as it came; any other body as canonical JSON, told apart by `body_type`. */
    body: nullable("text"),
    /** string or json; null without a body. */
    body_type: nullable("dict"),
    attributes: required("text"),
    resource: required("dict"),
    scope: required("dict"),
    trace_id: nullable("text"),
    span_id: nullable("text"),
    flags: required("i32"),
    dropped_attributes_count: required("i32"),
    seq: required("i64"),
  },
  traces: {
    trace_id: required("text"),
    span_id: required("text"),
    parent_span_id: nullable("text"),
    trace_state: nullable("text"),
    name: required("dict"),
    /** unspecified, internal, server, client, producer, consumer. */
    kind: required("dict"),
    service_name: nullable("dict"),
    /** The start of the span. */
    time: TIME,
    end_time: TIME,
    /** unset, ok, error. */
    status_code: required("dict"),
    status_message: nullable("dict"),
    attributes: required("text"),
    resource: required("dict"),
    scope: required("dict"),
    /** JSON arrays in OTLP/JSON's shape, null when empty. */
    events: nullable("text"),
    links: nullable("text"),
    flags: required("i32"),
    dropped_attributes_count: required("i32"),
    dropped_events_count: required("i32"),
    dropped_links_count: required("i32"),
    seq: required("i64"),
  },
} as const satisfies Record<string, Record<string, ColumnSpec>>;

export type Signal = keyof typeof SIGNALS;

export const SIGNAL_NAMES = Object.keys(SIGNALS) as readonly Signal[];

type NamedColumns = readonly (readonly [string, ColumnSpec])[];

const COLUMNS = new Map<Signal, NamedColumns>(
  SIGNAL_NAMES.map((signal) => [signal, Object.entries(SIGNALS[signal] as Record<string, ColumnSpec>)]),
);

/** The columns of a signal in their stored order. */
export function columnsOf(signal: Signal): NamedColumns {
  return COLUMNS.get(signal) as NamedColumns;
}
