// A slice of time of a fleet's metrics as a table: METRICS × HOSTS series, SAMPLES_EACH samples each, a million rows.
// The numbers follow from the place of a sample alone, so a slice can be made again.

import { columnsOf } from "../../src/telemetry/signals.ts";
import { NULL_CODE, type Column, type Table } from "../../src/telemetry/table.ts";

const METRICS = ["fleet.cpu", "fleet.memory", "fleet.requests", "fleet.errors", "fleet.latency"];
const HOSTS = 100;
const SAMPLES_EACH = 2_000;
export const SLICE_ROWS = METRICS.length * HOSTS * SAMPLES_EACH;

const NANOS_PER_MS = 1_000_000n;

interface Slice {
  readonly startMs: number;
  readonly lengthMs: number;
  /** The number of the slice, as the batch number of its rows. */
  readonly seq: number;
}

function absent(kind: Column["kind"], rows: number): Column {
  const valid = new Uint8Array(rows);
  if (kind === "dict") return { kind, codes: new Uint32Array(rows).fill(NULL_CODE), values: [] };
  if (kind === "text") return { kind, values: Array.from({ length: rows }, () => null) };
  if (kind === "i64") return { kind, values: new BigInt64Array(rows), valid };
  if (kind === "f64") return { kind, values: new Float64Array(rows), valid };
  if (kind === "i32") return { kind, values: new Int32Array(rows), valid: null };
  return { kind, values: new Uint8Array(rows), valid };
}

/** A dictionary column from a row's series. */
function bySeries(rows: number, values: readonly string[], codeOf: (series: number) => number): Column {
  const codes = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) codes[row] = codeOf(Math.floor(row / SAMPLES_EACH));
  return { kind: "dict", codes, values };
}

function timesOf({ startMs, lengthMs }: Slice, rows: number): BigInt64Array {
  const times = new BigInt64Array(rows);
  for (let row = 0; row < rows; row++) {
    const offsetMs = Math.floor(((row % SAMPLES_EACH) * lengthMs) / SAMPLES_EACH);
    times[row] = BigInt(startMs + offsetMs) * NANOS_PER_MS;
  }
  return times;
}

/** Two decimals on a slow wave: what a fleet's gauges look like, neither constant nor noise. */
function valuesOf({ seq }: Slice, rows: number): Float64Array {
  const values = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const at = row % SAMPLES_EACH;
    values[row] = Math.round(5_000 + 3_000 * Math.sin(row / 900 + seq) + ((at * 7_919 + row) % 400)) / 100;
  }
  return values;
}

export function sampleSlice(slice: Slice): Table {
  const rows = SLICE_ROWS;
  const series = METRICS.length * HOSTS;
  const metricOf = (one: number): number => Math.floor(one / HOSTS);
  const ids = Array.from({ length: series }, (_, one) => one.toString(16).padStart(16, "0"));
  const hosts = Array.from({ length: HOSTS }, (_, host) => `{"host":"host-${host}"}`);
  const columns: Record<string, Column> = {
    metric: bySeries(rows, METRICS, metricOf),
    series: bySeries(rows, ids, (one) => one),
    attributes: bySeries(rows, hosts, (one) => one % HOSTS),
    kind: bySeries(rows, ["gauge"], () => 0),
    resource: bySeries(rows, [`{"service.name":"fleet"}`], () => 0),
    service_name: bySeries(rows, ["fleet"], () => 0),
    scope: bySeries(rows, ["{}"], () => 0),
    time: { kind: "i64", values: timesOf(slice, rows), valid: null },
    value: { kind: "f64", values: valuesOf(slice, rows), valid: null },
    seq: { kind: "i64", values: new BigInt64Array(rows).fill(BigInt(slice.seq)), valid: null },
  };
  for (const [name, { kind }] of columnsOf("metrics")) columns[name] ??= absent(kind, rows);
  return { signal: "metrics", rows, columns };
}
