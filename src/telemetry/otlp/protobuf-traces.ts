// Reads ExportTraceServiceRequest (trace.proto) from protobuf. Events and links become OTLP/JSON.

import type { IngestLimits } from "../intake/ingest-limits.ts";
import type { Intake } from "../intake/metric-rows.ts";
import { END, newSpanDraft, type SpanDraft, SpanRows, START } from "../intake/span-rows.ts";
import { eventJson, linkJson } from "../intake/span-parts.ts";
import { idText } from "../intake/trace-ids.ts";
import { canonicalObject } from "../intake/value-shapes.ts";
import { FIXED32, FIXED64, LENGTH, unsignedText, VARINT, WireReader } from "../intake/wire-reader.ts";
import { OriginWalker } from "./protobuf-origin.ts";
import { addRun, ProtobufValues, type Runs } from "./protobuf-values.ts";

// Span
const TRACE_ID = (1 << 3) | LENGTH;
const SPAN_ID = (2 << 3) | LENGTH;
const TRACE_STATE = (3 << 3) | LENGTH;
const PARENT_SPAN_ID = (4 << 3) | LENGTH;
const NAME = (5 << 3) | LENGTH;
const KIND = (6 << 3) | VARINT;
const START_TAG = (7 << 3) | FIXED64;
const END_TAG = (8 << 3) | FIXED64;
const ATTRIBUTES = (9 << 3) | LENGTH;
const DROPPED_ATTRIBUTES = (10 << 3) | VARINT;
const EVENT = (11 << 3) | LENGTH;
const DROPPED_EVENTS = (12 << 3) | VARINT;
const LINK = (13 << 3) | LENGTH;
const DROPPED_LINKS = (14 << 3) | VARINT;
const STATUS = (15 << 3) | LENGTH;
const FLAGS = (16 << 3) | FIXED32;
// Status
const STATUS_MESSAGE = (2 << 3) | LENGTH;
const STATUS_CODE = (3 << 3) | VARINT;
// Span.Event
const EVENT_TIME = (1 << 3) | FIXED64;
const EVENT_NAME = (2 << 3) | LENGTH;
const EVENT_ATTRIBUTES = (3 << 3) | LENGTH;
const EVENT_DROPPED = (4 << 3) | VARINT;
// Span.Link
const LINK_TRACE_ID = (1 << 3) | LENGTH;
const LINK_SPAN_ID = (2 << 3) | LENGTH;
const LINK_TRACE_STATE = (3 << 3) | LENGTH;
const LINK_ATTRIBUTES = (4 << 3) | LENGTH;
const LINK_DROPPED = (5 << 3) | VARINT;
const LINK_FLAGS = (6 << 3) | FIXED32;

interface Source {
  readonly reader: WireReader;
  readonly values: ProtobufValues;
}

export function readProtobufTraces(bytes: Uint8Array, limits: IngestLimits): Intake {
  const reader = new WireReader(bytes);
  const values = new ProtobufValues(reader, limits);
  const rows = new SpanRows(limits);
  const walker = new OriginWalker(reader, values, {
    enterResource: (resource) => rows.enterResource(resource),
    enterScope: (scope) => rows.enterScope(scope),
    row: (end) => rows.add(readSpan(end, { reader, values })),
  });
  walker.walk();
  return rows.finish();
}

function readSpan(end: number, source: Source): SpanDraft {
  const { reader, values } = source;
  const span = newSpanDraft();
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
    } else if (!readText(tag, span, source) && !readNumber(tag, span, source)) reader.skip();
  }
  span.attributes = canonicalObject(values.attributeEntries(runs));
  span.problem = values.problem;
  return span;
}

function readText(tag: number, span: SpanDraft, source: Source): boolean {
  const { reader, values } = source;
  if (tag === TRACE_ID) span.traceId = idText(reader.blob(), "trace_id", values);
  else if (tag === SPAN_ID) span.spanId = idText(reader.blob(), "span_id", values);
  else if (tag === PARENT_SPAN_ID) span.parentSpanId = idText(reader.blob(), "span_id", values);
  else if (tag === TRACE_STATE) span.traceState = reader.string();
  else if (tag === NAME) span.name = reader.string();
  else if (tag === EVENT) span.events.push(readEvent(reader.open(), source));
  else if (tag === LINK) span.links.push(readLink(reader.open(), source));
  else if (tag === STATUS) readStatus(reader.open(), span, reader);
  else return false;
  return true;
}

function readNumber(tag: number, span: SpanDraft, { reader }: Source): boolean {
  if (tag === START_TAG) reader.fixed64(span.words, START);
  else if (tag === END_TAG) reader.fixed64(span.words, END);
  else if (tag === KIND) span.kind = reader.uint32();
  else if (tag === FLAGS) span.flags = reader.fixed32();
  else if (tag === DROPPED_ATTRIBUTES) span.droppedAttributes = reader.uint32();
  else if (tag === DROPPED_EVENTS) span.droppedEvents = reader.uint32();
  else if (tag === DROPPED_LINKS) span.droppedLinks = reader.uint32();
  else return false;
  return true;
}

function readStatus(end: number, span: SpanDraft, reader: WireReader): void {
  for (let tag = reader.nextTag(end); tag !== 0; tag = reader.nextTag(end)) {
    if (tag === STATUS_MESSAGE) span.statusMessage = reader.string();
    else if (tag === STATUS_CODE) span.statusCode = reader.uint32();
    else reader.skip();
  }
}

function readEvent(end: number, { reader, values }: Source): string {
  const event = { time: "0", name: "", attributes: "[]", dropped: 0 };
  const runs: Runs = [];
  for (
    let from = reader.pos, tag = reader.nextTag(end);
    tag !== 0;
    from = reader.pos, tag = reader.nextTag(end)
  ) {
    if (tag === EVENT_TIME) {
      reader.fixed64Words();
      event.time = unsignedText(reader.lo, reader.hi);
    } else if (tag === EVENT_NAME) event.name = reader.string();
    else if (tag === EVENT_DROPPED) event.dropped = reader.uint32();
    else if (tag === EVENT_ATTRIBUTES) {
      reader.pos = reader.open();
      addRun(runs, from, reader.pos);
    } else reader.skip();
  }
  event.attributes = values.otlpAttributes(runs);
  return eventJson(event);
}

function readLink(end: number, { reader, values }: Source): string {
  const link = { traceId: "", spanId: "", traceState: "", attributes: "[]", dropped: 0, flags: 0 };
  const runs: Runs = [];
  for (
    let from = reader.pos, tag = reader.nextTag(end);
    tag !== 0;
    from = reader.pos, tag = reader.nextTag(end)
  ) {
    if (tag === LINK_TRACE_ID) link.traceId = idText(reader.blob(), "trace_id", values) ?? "";
    else if (tag === LINK_SPAN_ID) link.spanId = idText(reader.blob(), "span_id", values) ?? "";
    else if (tag === LINK_TRACE_STATE) link.traceState = reader.string();
    else if (tag === LINK_DROPPED) link.dropped = reader.uint32();
    else if (tag === LINK_FLAGS) link.flags = reader.fixed32();
    else if (tag === LINK_ATTRIBUTES) {
      reader.pos = reader.open();
      addRun(runs, from, reader.pos);
    } else reader.skip();
  }
  link.attributes = values.otlpAttributes(runs);
  return linkJson(link);
}
