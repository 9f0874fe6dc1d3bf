// Reads ExportLogsServiceRequest (logs.proto) from protobuf.

import type { IngestLimits } from "../intake/ingest-limits.ts";
import { type LogDraft, LogRows, newLogDraft, OBSERVED, TIME } from "../intake/log-rows.ts";
import type { Intake } from "../intake/metric-rows.ts";
import { idText } from "../intake/trace-ids.ts";
import { canonicalObject } from "../intake/value-shapes.ts";
import { FIXED32, FIXED64, LENGTH, VARINT, WireReader } from "../intake/wire-reader.ts";
import { OriginWalker } from "./protobuf-origin.ts";
import { addRun, ProtobufValues, type Runs } from "./protobuf-values.ts";

const TIME_TAG = (1 << 3) | FIXED64;
const SEVERITY_NUMBER = (2 << 3) | VARINT;
const SEVERITY_TEXT = (3 << 3) | LENGTH;
const BODY = (5 << 3) | LENGTH;
const ATTRIBUTES = (6 << 3) | LENGTH;
const DROPPED = (7 << 3) | VARINT;
const FLAGS = (8 << 3) | FIXED32;
const TRACE_ID = (9 << 3) | LENGTH;
const SPAN_ID = (10 << 3) | LENGTH;
const OBSERVED_TAG = (11 << 3) | FIXED64;
const EVENT_NAME = (12 << 3) | LENGTH;

export function readProtobufLogs(bytes: Uint8Array, limits: IngestLimits): Intake {
  const reader = new WireReader(bytes);
  const values = new ProtobufValues(reader, limits);
  const rows = new LogRows(limits);
  const walker = new OriginWalker(reader, values, {
    enterResource: (resource) => rows.enterResource(resource),
    enterScope: (scope) => rows.enterScope(scope),
    row: (end) => rows.add(readLog(end, reader, values)),
  });
  walker.walk();
  return rows.finish();
}

function readLog(end: number, reader: WireReader, values: ProtobufValues): LogDraft {
  const log = newLogDraft();
  const runs: Runs = [];
  values.problem = null;
  for (
    let from = reader.pos, tag = reader.nextTag(end);
    tag !== 0;
    from = reader.pos, tag = reader.nextTag(end)
  ) {
    if (tag === ATTRIBUTES) {
      reader.pos = reader.open();
      addRun(runs, from, reader.pos);
    } else if (!readLogField(tag, log, { reader, values })) reader.skip();
  }
  log.attributes = canonicalObject(values.attributeEntries(runs));
  log.problem = values.problem;
  return log;
}

interface Source {
  readonly reader: WireReader;
  readonly values: ProtobufValues;
}

function readLogField(tag: number, log: LogDraft, { reader, values }: Source): boolean {
  if (tag === TIME_TAG) reader.fixed64(log.words, TIME);
  else if (tag === OBSERVED_TAG) reader.fixed64(log.words, OBSERVED);
  else if (tag === SEVERITY_NUMBER) log.severityNumber = reader.uint32() | 0;
  else if (tag === SEVERITY_TEXT) log.severityText = reader.string();
  else if (tag === BODY) log.body = values.body(reader.open());
  else if (tag === DROPPED) log.dropped = reader.uint32();
  else if (tag === FLAGS) log.flags = reader.fixed32();
  else if (tag === TRACE_ID) log.traceId = idText(reader.blob(), "trace_id", values);
  else if (tag === SPAN_ID) log.spanId = idText(reader.blob(), "span_id", values);
  else if (tag === EVENT_NAME) log.eventName = reader.string();
  else return false;
  return true;
}
