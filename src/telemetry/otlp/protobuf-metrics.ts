// Reads ExportMetricsServiceRequest (metrics.proto) from protobuf. A metric is read twice: first what all its points share,
// because temporality is encoded after the points, then the points.

import { ProtobufValues } from "./protobuf-values.ts";
import type { IngestLimits } from "../intake/ingest-limits.ts";
import { type Intake, type Metric, type MetricKind, MetricRows } from "../intake/metric-rows.ts";
import { LENGTH, VARINT, WireReader } from "../intake/wire-reader.ts";
import { OriginWalker } from "./protobuf-origin.ts";
import { POINT_READERS, PointReader } from "./protobuf-points.ts";

const NAME = (1 << 3) | LENGTH;
const DESCRIPTION = (2 << 3) | LENGTH;
const UNIT = (3 << 3) | LENGTH;
/** The `data` oneof of Metric. */
const DATA_KINDS: ReadonlyMap<number, MetricKind> = new Map([
  [(5 << 3) | LENGTH, "gauge"],
  [(7 << 3) | LENGTH, "sum"],
  [(9 << 3) | LENGTH, "histogram"],
  [(10 << 3) | LENGTH, "exponential_histogram"],
  [(11 << 3) | LENGTH, "summary"],
]);
// Gauge, Sum, Histogram, ExponentialHistogram, Summary
const DATA_POINT = (1 << 3) | LENGTH;
const TEMPORALITY = (2 << 3) | VARINT;
const IS_MONOTONIC = (3 << 3) | VARINT;

const TEMPORALITIES = [null, "delta", "cumulative"] as const;

export function readProtobufMetrics(bytes: Uint8Array, limits: IngestLimits): Intake {
  const reader = new WireReader(bytes);
  const values = new ProtobufValues(reader, limits);
  const rows = new MetricRows(limits);
  const points = new PointReader(reader, values);
  const walker = new OriginWalker(reader, values, {
    enterResource: (resource) => rows.enterResource(resource),
    enterScope: (scope) => rows.enterScope(scope),
    row: (end) => readMetric(end, { reader, rows, points }),
  });
  walker.walk();
  return rows.finish();
}

interface Reading {
  readonly reader: WireReader;
  readonly rows: MetricRows;
  readonly points: PointReader;
}

interface Found {
  name: string;
  description: string | null;
  unit: string | null;
  kind: MetricKind | null;
  /** Of the data message: starts and ends by turns. */
  data: number[];
}

function readMetric(end: number, reading: Reading): void {
  const found = scanMetric(end, reading.reader);
  const { kind, data } = found;
  if (kind === null) return;
  reading.rows.enterMetric(describe(found, kind, reading.reader));
  for (let at = 0; at < data.length; at += 2) {
    reading.reader.pos = data[at] as number;
    readPoints(data[at + 1] as number, kind, reading);
  }
}

function scanMetric(end: number, reader: WireReader): Found {
  const found: Found = { name: "", description: null, unit: null, kind: null, data: [] };
  for (let tag = reader.nextTag(end); tag !== 0; tag = reader.nextTag(end)) {
    if (tag === NAME) found.name = reader.string();
    else if (tag === DESCRIPTION) found.description = reader.string() || null;
    else if (tag === UNIT) found.unit = reader.string() || null;
    else if (DATA_KINDS.has(tag)) addData(found, DATA_KINDS.get(tag) as MetricKind, reader);
    else reader.skip();
  }
  return found;
}

/** Of a oneof the kind that comes last holds; two parts of the same kind are one message. */
function addData(found: Found, kind: MetricKind, reader: WireReader): void {
  if (found.kind !== kind) found.data = [];
  found.kind = kind;
  const end = reader.open();
  found.data.push(reader.pos, end);
  reader.pos = end;
}

function describe(found: Found, kind: MetricKind, reader: WireReader): Metric {
  const { name, description, unit, data } = found;
  const metric = { name, description, unit, kind, temporality: null, isMonotonic: null };
  if (kind === "gauge" || kind === "summary") return metric;
  let temporality = 0;
  let isMonotonic = false;
  for (let at = 0; at < data.length; at += 2) {
    reader.pos = data[at] as number;
    const end = data[at + 1] as number;
    for (let tag = reader.nextTag(end); tag !== 0; tag = reader.nextTag(end)) {
      if (tag === TEMPORALITY) temporality = reader.uint32();
      else if (tag === IS_MONOTONIC) isMonotonic = reader.uint32() !== 0;
      else reader.skip();
    }
  }
  return {
    ...metric,
    temporality: TEMPORALITIES[temporality] ?? null,
    isMonotonic: kind === "sum" ? isMonotonic : null,
  };
}

function readPoints(end: number, kind: MetricKind, { reader, rows, points }: Reading): void {
  const readPoint = POINT_READERS[kind];
  for (let tag = reader.nextTag(end); tag !== 0; tag = reader.nextTag(end)) {
    if (tag === DATA_POINT) rows.add(points.read(reader.open(), readPoint));
    else reader.skip();
  }
}
