// Samples as they were sent, every bit of them: what a conformance test or an export asks for.
// Of a series and instant the highest seq is given. 64-bit integers past 2^53 are text.

import { type Fault, fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import type { Table } from "../table.ts";
import { acceptsOf, metricReadSpec, type MetricRun } from "./aggregate-metric.ts";
import type { Labels } from "./labels.ts";
import type { MetricQuery, MetricRequest } from "./metric-request.ts";
import { type JsonNumber, jsonNumber } from "./metric-result.ts";
import { planRead } from "./plan-read.ts";
import { bigintAt, dictOf, dictText, numberAt, rowWindow, textAt } from "./row-window.ts";
import { type ScannedTable, scanPlan, timedOut } from "./scan-plan.ts";
import { seriesLabels } from "./series-book.ts";

interface RawPoint {
  readonly time_unix_nano: string;
  readonly start_time_unix_nano?: string;
  readonly value?: JsonNumber | string;
  readonly count?: string;
  readonly sum?: JsonNumber;
  readonly min?: JsonNumber;
  readonly max?: JsonNumber;
  readonly distribution?: unknown;
  readonly exemplars?: unknown;
  readonly flags?: number;
}

export interface RawSeries {
  readonly series: string;
  readonly labels: Labels;
  readonly kind: string | null;
  readonly unit: string | null;
  readonly description: string | null;
  readonly temporality: string | null;
  readonly is_monotonic: boolean | null;
  readonly points: readonly RawPoint[];
}

interface Held {
  readonly head: Omit<RawSeries, "points">;
  readonly points: Map<bigint, { readonly seq: number; readonly point: RawPoint }>;
}

/** LIMIT: an estimate of a raw point's JSON besides its distribution and exemplars. */
const RAW_POINT_BYTES = 160;

function numbersOf(table: Table, row: number): Partial<RawPoint> {
  const { columns } = table;
  const exact = bigintAt(columns["value_int"], row);
  const value = numberAt(columns["value"], row);
  const count = bigintAt(columns["count"], row);
  const rest = ["sum", "min", "max"].flatMap((name) => {
    const number = numberAt(columns[name], row);
    return number === null ? [] : [[name, jsonNumber(number)]];
  });
  return {
    ...(exact !== null ? { value: exact.toString() } : value === null ? {} : { value: jsonNumber(value) }),
    ...(count === null ? {} : { count: count.toString() }),
    ...(Object.fromEntries(rest) as Partial<RawPoint>),
  };
}

function pointOf(table: Table, row: number): RawPoint {
  const { columns } = table;
  const start = bigintAt(columns["start_time"], row);
  const flags = numberAt(columns["flags"], row) ?? 0;
  const parsed = ["distribution", "exemplars"].flatMap((name) => {
    const text = textAt(columns[name], row);
    return text === null ? [] : [[name, JSON.parse(text) as unknown]];
  });
  return {
    time_unix_nano: (bigintAt(columns["time"], row) ?? 0n).toString(),
    ...(start === null ? {} : { start_time_unix_nano: start.toString() }),
    ...numbersOf(table, row),
    ...(Object.fromEntries(parsed) as Partial<RawPoint>),
    ...(flags === 0 ? {} : { flags }),
  };
}

function headOf(
  table: Table,
  row: number,
  known: Pick<RawSeries, "series" | "labels">,
): Omit<RawSeries, "points"> {
  const text = (name: string): string | null => textAt(table.columns[name], row);
  const monotonic = numberAt(table.columns["is_monotonic"], row);
  return {
    ...known,
    kind: text("kind"),
    unit: text("unit"),
    description: text("description"),
    temporality: text("temporality"),
    is_monotonic: monotonic === null ? null : monotonic === 1,
  };
}

interface RawRead {
  readonly query: MetricQuery;
  readonly request: MetricRequest;
  readonly run: MetricRun;
  readonly held: Map<string, Held | null>;
  bytes: number;
}

function meet(table: Table, row: number, read: RawRead): Held | null {
  const id = dictText(dictOf(table, "series"), row) ?? "";
  const known = read.held.get(id);
  if (known !== undefined) return known;
  const labels = seriesLabels(table, row, read.query.metric);
  const isWanted = acceptsOf(read.query, read.run.rowFilter)(labels, table, row);
  const met = isWanted ? { head: headOf(table, row, { series: id, labels }), points: new Map() } : null;
  read.held.set(id, met);
  return met;
}

function visitRaw(scanned: ScannedTable, read: RawRead): Fault | null {
  const { table } = scanned;
  const metric = dictOf(table, "metric");
  const wanted = metric.values.indexOf(read.query.metric);
  if (wanted === -1) return null;
  const { fromMs, toMs } = read.request;
  const window = rowWindow(scanned, { baseMs: fromMs, fromMs, toMs });
  for (let row = 0; row < table.rows; row++) {
    if (metric.codes[row] !== wanted || !window.has(row)) continue;
    const held = meet(table, row, read);
    if (held === null) continue;
    const time = bigintAt(table.columns["time"], row) ?? 0n;
    const before = held.points.get(time);
    const seq = window.seqs[row] as number;
    if (before !== undefined && before.seq > seq) continue;
    held.points.set(time, { seq, point: pointOf(table, row) });
    read.bytes += RAW_POINT_BYTES + (textAt(table.columns["distribution"], row)?.length ?? 0);
  }
  return read.bytes <= read.run.limits.maxResultBytes ? null : fault("query.result_too_large");
}

/** Series in the order of their ids, points in order of time. */
export async function readRawSamples(
  query: MetricQuery,
  request: MetricRequest,
  run: MetricRun,
): Promise<Result<RawSeries[]>> {
  const plan = await planRead(metricReadSpec(query, request), run.sources, run);
  if (plan === null) return failed(timedOut());
  const read: RawRead = { query, request, run, held: new Map(), bytes: 0 };
  const stop = await scanPlan(plan, { visit: (scanned) => visitRaw(scanned, read) }, run);
  if (stop !== null) return failed(stop);
  const found = [...read.held].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, held]) => held ?? []);
  return ok(
    found.map(({ head, points }) => ({
      ...head,
      points: [...points].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { point }]) => point),
    })),
  );
}
