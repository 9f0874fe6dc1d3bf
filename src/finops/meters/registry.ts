// What is metered: a row per meter, with its unit, where it is counted and how it is rounded.
// INVARIANT: names are permanent: they stand in usage, price books and budgets that tenants keep. A quantity is a whole
// number of the meter's smallest part (`parts` of them make a unit), so that sums are exact.

interface MeterRow {
  readonly unit: string;
  /** Into how many parts a unit is counted. */
  readonly parts: number;
  readonly source: string;
  readonly rounding: string;
  readonly meaning: string;
}

const INTAKE = "with the append that stores it, by its shard";
const FLUSH = "with the flush that writes the block, by its shard";
const QUERY = "when the query ends, by the tenant object";
const WHOLE = "whole numbers, not rounded";
const BYTES_SHARED = "the request's decoded bytes, shared out by row; parts add up to the request's";

const counted = (unit: string, source: string, meaning: string): MeterRow => ({
  unit,
  parts: 1,
  source,
  rounding: WHOLE,
  meaning,
});

export const METERS = {
  metric_points: counted("point", INTAKE, "metric points stored"),
  metric_bytes: { ...counted("byte", INTAKE, "bytes that metric points came in"), rounding: BYTES_SHARED },
  log_records: counted("record", INTAKE, "log records stored"),
  log_bytes: { ...counted("byte", INTAKE, "bytes that log records came in"), rounding: BYTES_SHARED },
  spans: counted("span", INTAKE, "spans stored"),
  span_bytes: { ...counted("byte", INTAKE, "bytes that spans came in"), rounding: BYTES_SHARED },
  stored_bytes: {
    ...counted("byte", FLUSH, "bytes of blocks written for new telemetry"),
    rounding: "the blocks' bytes, shared out by row; parts add up to the blocks'",
  },
  queries: counted("query", QUERY, "queries that ended"),
  query_bytes: counted("byte", QUERY, "bytes of blocks that queries read"),
  query_seconds: {
    unit: "second",
    parts: 1_000,
    source: QUERY,
    rounding: "each query up to a whole millisecond",
    meaning: "time that queries held a slot",
  },
  reports: counted(
    "report",
    "with the commit that keeps the report, by the tenant object",
    "reports rendered",
  ),
  webhook_attempts: counted(
    "attempt",
    "with the commit that records the attempt, by the tenant object",
    "attempts to deliver a webhook",
  ),
} as const satisfies Record<string, MeterRow>;

export type Meter = keyof typeof METERS;

export const METER_NAMES = Object.keys(METERS) as [Meter, ...Meter[]];

export const isMeter = (name: string): name is Meter => Object.hasOwn(METERS, name);

/** What a batch of a signal counts: its rows and its bytes. */
export const SIGNAL_METERS = {
  metrics: { rows: "metric_points", bytes: "metric_bytes" },
  logs: { rows: "log_records", bytes: "log_bytes" },
  traces: { rows: "spans", bytes: "span_bytes" },
} as const satisfies Record<string, { rows: Meter; bytes: Meter }>;

/** In units, as people are told it: exact while it has fewer than 15 digits. */
export const unitsOf = (meter: Meter, quantity: number): number => quantity / METERS[meter].parts;
