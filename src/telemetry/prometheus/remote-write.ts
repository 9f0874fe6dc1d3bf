// Prometheus remote write 1.0: a WriteRequest, decompressed, into a metrics table. `__name__` is the metric, the other
// labels are the attributes, `job` is also the service; resource and scope stay empty, because Prometheus has neither.
// Samples are untyped: names that end in _total, _count, _sum or _bucket are cumulative monotonic sums, all others gauges.
// Metadata is ignored. INVARIANT: a stale marker (the NaN 0x7ff0000000000002) keeps its bits.

import type { Result } from "../../kernel/result.ts";
import { type AttributeSet, attributeSet } from "../intake/attribute-set.ts";
import { exemplarJson } from "../intake/exemplar.ts";
import type { IngestLimits } from "../intake/ingest-limits.ts";
import { type Intake, type Metric, MetricRows } from "../intake/metric-rows.ts";
import { PointDraft, TIME, VALUE } from "../intake/point-draft.ts";
import { guardRefusals, malformed } from "../intake/refusal.ts";
import { canonicalObject, jsonDouble, OTLP_VALUE, otlpEntries } from "../intake/value-shapes.ts";
import { FIXED64, LENGTH, signedText, VARINT, WireReader } from "../intake/wire-reader.ts";
import { checkOrder, type Label, readLabel } from "./labels.ts";
import { setTimeMs } from "./sample-time.ts";

// WriteRequest
const SERIES = (1 << 3) | LENGTH;
// TimeSeries
const LABELS = (1 << 3) | LENGTH;
const SAMPLES = (2 << 3) | LENGTH;
const EXEMPLARS = (3 << 3) | LENGTH;
const HISTOGRAMS = (4 << 3) | LENGTH;
// Sample
const SAMPLE_VALUE = (1 << 3) | FIXED64;
const SAMPLE_TIME = (2 << 3) | VARINT;
// Exemplar
const EXEMPLAR_LABELS = (1 << 3) | LENGTH;
const EXEMPLAR_VALUE = (2 << 3) | FIXED64;
const EXEMPLAR_TIME = (3 << 3) | VARINT;

const NAME_LABEL = "__name__";
const SUM_SUFFIX = /_(?:total|count|sum|bucket)$/;

/**
 * Samples that break a limit, and native histograms, are in `rejected`; `telemetry.malformed` (broken bytes, unsorted,
 * repeated or empty labels, a series without a name) and `telemetry.too_many` fail the whole request.
 */
export function decodeRemoteWrite(bytes: Uint8Array, limits: IngestLimits): Result<Intake> {
  return guardRefusals(() => {
    const reader = new WireReader(bytes);
    const writing: Writing = { reader, rows: new MetricRows(limits), limits, draft: new PointDraft() };
    const end = bytes.byteLength;
    for (let tag = reader.nextTag(end); tag !== 0; tag = reader.nextTag(end)) {
      if (tag === SERIES) readSeries(reader.open(), writing);
      else reader.skip();
    }
    return writing.rows.finish();
  });
}

interface Writing {
  readonly reader: WireReader;
  readonly rows: MetricRows;
  readonly limits: IngestLimits;
  readonly draft: PointDraft;
}

interface Parts {
  readonly labels: Label[];
  /** Starts and ends by turns. */
  readonly samples: number[];
  readonly exemplars: string[];
  histograms: number;
}

function readSeries(end: number, writing: Writing): void {
  writing.reader.startPart();
  const parts = scanSeries(end, writing.reader);
  checkOrder(parts.labels);
  const name = parts.labels.find((label) => label.name === NAME_LABEL)?.value ?? "";
  if (name === "") malformed("a series has no `__name__`");
  const set = labelSet(parts.labels, writing.limits);
  const job = parts.labels.find((label) => label.name === "job")?.value ?? null;
  writing.rows.enterResource({ json: "{}", problem: null, serviceName: job === "" ? null : job });
  writing.rows.enterMetric(describe(name));
  for (let at = 0; at < parts.samples.length; at += 2) {
    writing.reader.pos = parts.samples[at] as number;
    // The exemplars of a series belong to no one sample: its first carries them.
    addSample(parts.samples[at + 1] as number, { set, exemplars: at === 0 ? parts.exemplars : [] }, writing);
  }
  rejectOthers(parts, set, writing.rows);
  writing.reader.pos = end;
}

function scanSeries(end: number, reader: WireReader): Parts {
  const parts: Parts = { labels: [], samples: [], exemplars: [], histograms: 0 };
  for (let tag = reader.nextTag(end); tag !== 0; tag = reader.nextTag(end)) {
    if (tag === LABELS) parts.labels.push(readLabel(reader, reader.open()));
    else if (tag === SAMPLES) {
      const sampleEnd = reader.open();
      parts.samples.push(reader.pos, sampleEnd);
      reader.pos = sampleEnd;
    } else if (tag === EXEMPLARS) parts.exemplars.push(readExemplar(reader, reader.open()));
    else {
      if (tag === HISTOGRAMS) parts.histograms++;
      reader.skip();
    }
  }
  return parts;
}

function labelSet(labels: readonly Label[], { maxAttributes, maxStringBytes }: IngestLimits): AttributeSet {
  const own = labels.filter(({ name }) => name !== NAME_LABEL);
  const json = canonicalObject({
    keys: own.map(({ name }) => name),
    values: own.map(({ value }) => JSON.stringify(value)),
  });
  if (own.length > maxAttributes) return attributeSet(json, `with more than ${maxAttributes} labels`);
  const isLong = own.some(({ name, value }) => Math.max(name.length, value.length) > maxStringBytes);
  return attributeSet(json, isLong ? `with a text over ${maxStringBytes} bytes` : null);
}

function describe(name: string): Metric {
  const shared = { name, unit: null, description: null };
  if (!SUM_SUFFIX.test(name)) return { ...shared, kind: "gauge", temporality: null, isMonotonic: null };
  return { ...shared, kind: "sum", temporality: "cumulative", isMonotonic: true };
}

function addSample(
  end: number,
  from: { set: AttributeSet; exemplars: readonly string[] },
  writing: Writing,
): void {
  const { reader, draft } = writing;
  draft.clear();
  draft.attributes = from.set;
  if (from.exemplars.length > 0) draft.exemplars = `[${from.exemplars.join(",")}]`;
  // A value that is 0 may be left out, as every proto3 default.
  draft.setFloat(VALUE, 0);
  for (let tag = reader.nextTag(end); tag !== 0; tag = reader.nextTag(end)) {
    if (tag === SAMPLE_VALUE) reader.fixed64(draft.words, VALUE);
    else if (tag === SAMPLE_TIME) {
      reader.varint64();
      setTimeMs(draft.words, TIME, reader);
    } else reader.skip();
  }
  writing.rows.add(draft);
}

/** What a series holds and the table cannot: counted, so that the sender learns of it. */
function rejectOthers({ samples, exemplars, histograms }: Parts, set: AttributeSet, rows: MetricRows): void {
  const draft = new PointDraft();
  draft.attributes = set;
  draft.problem = "as a native histogram, which is not supported";
  for (let left = histograms; left > 0; left--) rows.add(draft);
  draft.problem = "as an exemplar without a sample";
  if (samples.length === 0) for (let left = exemplars.length; left > 0; left--) rows.add(draft);
}

function readExemplar(reader: WireReader, end: number): string {
  const labels: Label[] = [];
  const exemplar = { value: 0, timeMs: "0" };
  for (let tag = reader.nextTag(end); tag !== 0; tag = reader.nextTag(end)) {
    if (tag === EXEMPLAR_LABELS) labels.push(readLabel(reader, reader.open()));
    else if (tag === EXEMPLAR_VALUE) exemplar.value = reader.double();
    else if (tag === EXEMPLAR_TIME) {
      reader.varint64();
      exemplar.timeMs = signedText(reader.lo, reader.hi);
    } else reader.skip();
  }
  const traceId =
    labels.find(({ name, value }) => name === "trace_id" && /^[0-9a-f]{32}$/.test(value))?.value ?? null;
  const others = labels.filter(({ name }) => traceId === null || name !== "trace_id");
  return exemplarJson({
    time: `${BigInt(exemplar.timeMs) * 1_000_000n}`,
    value: `"asDouble":${jsonDouble(exemplar.value)}`,
    spanId: null,
    traceId,
    attributes: otlpEntries({
      keys: others.map(({ name }) => name),
      values: others.map(({ value }) => OTLP_VALUE.text(JSON.stringify(value))),
    }),
  });
}
