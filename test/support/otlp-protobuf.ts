// Writes OTLP requests in protobuf from OTLP/JSON objects, field by field after opentelemetry-proto 1.x. Made with pbf's
// writer, so that nothing of the reader under test is its own oracle.

import { PbfWriter } from "pbf";

type FieldKind =
  | "string"
  | "bytes"
  | "hex"
  | "fixed64"
  | "sfixed64"
  | "double"
  | "uint32"
  | "int64"
  | "sint32"
  | "bool"
  | "fixed32";
type Field = readonly [
  number: number,
  kind: FieldKind | MessageName | "packed fixed64" | "packed double" | "packed uint64",
];
type MessageName = keyof typeof MESSAGES;
export type JsonMessage = Readonly<Record<string, unknown>>;

const MESSAGES: Readonly<Record<string, Readonly<Record<string, Field>>>> = {
  metrics: { resourceMetrics: [1, "ResourceMetrics"] },
  logs: { resourceLogs: [1, "ResourceLogs"] },
  traces: { resourceSpans: [1, "ResourceSpans"] },
  ResourceMetrics: { resource: [1, "Resource"], scopeMetrics: [2, "ScopeMetrics"], schemaUrl: [3, "string"] },
  ResourceLogs: { resource: [1, "Resource"], scopeLogs: [2, "ScopeLogs"], schemaUrl: [3, "string"] },
  ResourceSpans: { resource: [1, "Resource"], scopeSpans: [2, "ScopeSpans"], schemaUrl: [3, "string"] },
  ScopeMetrics: { scope: [1, "Scope"], metrics: [2, "Metric"], schemaUrl: [3, "string"] },
  ScopeLogs: { scope: [1, "Scope"], logRecords: [2, "LogRecord"], schemaUrl: [3, "string"] },
  ScopeSpans: { scope: [1, "Scope"], spans: [2, "Span"], schemaUrl: [3, "string"] },
  Resource: { attributes: [1, "KeyValue"], droppedAttributesCount: [2, "uint32"] },
  Scope: { name: [1, "string"], version: [2, "string"], attributes: [3, "KeyValue"] },
  KeyValue: { key: [1, "string"], value: [2, "AnyValue"] },
  AnyValue: {
    stringValue: [1, "string"],
    boolValue: [2, "bool"],
    intValue: [3, "int64"],
    doubleValue: [4, "double"],
    arrayValue: [5, "ArrayValue"],
    kvlistValue: [6, "KeyValueList"],
    bytesValue: [7, "bytes"],
  },
  ArrayValue: { values: [1, "AnyValue"] },
  KeyValueList: { values: [1, "KeyValue"] },
  Metric: {
    name: [1, "string"],
    description: [2, "string"],
    unit: [3, "string"],
    gauge: [5, "Gauge"],
    sum: [7, "Sum"],
    histogram: [9, "Histogram"],
    exponentialHistogram: [10, "ExponentialHistogram"],
    summary: [11, "Summary"],
  },
  Gauge: { dataPoints: [1, "NumberDataPoint"] },
  Sum: {
    dataPoints: [1, "NumberDataPoint"],
    aggregationTemporality: [2, "uint32"],
    isMonotonic: [3, "bool"],
  },
  Histogram: { dataPoints: [1, "HistogramDataPoint"], aggregationTemporality: [2, "uint32"] },
  ExponentialHistogram: {
    dataPoints: [1, "ExponentialHistogramDataPoint"],
    aggregationTemporality: [2, "uint32"],
  },
  Summary: { dataPoints: [1, "SummaryDataPoint"] },
  NumberDataPoint: {
    startTimeUnixNano: [2, "fixed64"],
    timeUnixNano: [3, "fixed64"],
    asDouble: [4, "double"],
    exemplars: [5, "Exemplar"],
    asInt: [6, "sfixed64"],
    attributes: [7, "KeyValue"],
    flags: [8, "uint32"],
  },
  HistogramDataPoint: {
    startTimeUnixNano: [2, "fixed64"],
    timeUnixNano: [3, "fixed64"],
    count: [4, "fixed64"],
    sum: [5, "double"],
    bucketCounts: [6, "packed fixed64"],
    explicitBounds: [7, "packed double"],
    exemplars: [8, "Exemplar"],
    attributes: [9, "KeyValue"],
    flags: [10, "uint32"],
    min: [11, "double"],
    max: [12, "double"],
  },
  ExponentialHistogramDataPoint: {
    attributes: [1, "KeyValue"],
    startTimeUnixNano: [2, "fixed64"],
    timeUnixNano: [3, "fixed64"],
    count: [4, "fixed64"],
    sum: [5, "double"],
    scale: [6, "sint32"],
    zeroCount: [7, "fixed64"],
    positive: [8, "Buckets"],
    negative: [9, "Buckets"],
    flags: [10, "uint32"],
    exemplars: [11, "Exemplar"],
    min: [12, "double"],
    max: [13, "double"],
    zeroThreshold: [14, "double"],
  },
  Buckets: { offset: [1, "sint32"], bucketCounts: [2, "packed uint64"] },
  SummaryDataPoint: {
    startTimeUnixNano: [2, "fixed64"],
    timeUnixNano: [3, "fixed64"],
    count: [4, "fixed64"],
    sum: [5, "double"],
    quantileValues: [6, "Quantile"],
    attributes: [7, "KeyValue"],
    flags: [8, "uint32"],
  },
  Quantile: { quantile: [1, "double"], value: [2, "double"] },
  Exemplar: {
    timeUnixNano: [2, "fixed64"],
    asDouble: [3, "double"],
    spanId: [4, "hex"],
    traceId: [5, "hex"],
    asInt: [6, "sfixed64"],
    filteredAttributes: [7, "KeyValue"],
  },
  LogRecord: {
    timeUnixNano: [1, "fixed64"],
    severityNumber: [2, "uint32"],
    severityText: [3, "string"],
    body: [5, "AnyValue"],
    attributes: [6, "KeyValue"],
    droppedAttributesCount: [7, "uint32"],
    flags: [8, "fixed32"],
    traceId: [9, "hex"],
    spanId: [10, "hex"],
    observedTimeUnixNano: [11, "fixed64"],
    eventName: [12, "string"],
  },
  Span: {
    traceId: [1, "hex"],
    spanId: [2, "hex"],
    traceState: [3, "string"],
    parentSpanId: [4, "hex"],
    name: [5, "string"],
    kind: [6, "uint32"],
    startTimeUnixNano: [7, "fixed64"],
    endTimeUnixNano: [8, "fixed64"],
    attributes: [9, "KeyValue"],
    droppedAttributesCount: [10, "uint32"],
    events: [11, "Event"],
    droppedEventsCount: [12, "uint32"],
    links: [13, "Link"],
    droppedLinksCount: [14, "uint32"],
    status: [15, "Status"],
    flags: [16, "fixed32"],
  },
  Event: {
    timeUnixNano: [1, "fixed64"],
    name: [2, "string"],
    attributes: [3, "KeyValue"],
    droppedAttributesCount: [4, "uint32"],
  },
  Link: {
    traceId: [1, "hex"],
    spanId: [2, "hex"],
    traceState: [3, "string"],
    attributes: [4, "KeyValue"],
    droppedAttributesCount: [5, "uint32"],
    flags: [6, "fixed32"],
  },
  Status: { message: [2, "string"], code: [3, "uint32"] },
};

function fixed64Bytes(value: unknown): Uint8Array {
  return new Uint8Array(BigInt64Array.of(BigInt.asIntN(64, BigInt(value as string))).buffer);
}

function writeRaw(writer: PbfWriter, bytes: Uint8Array): void {
  for (const byte of bytes) writer.writeVarint(byte < 0x80 ? byte : 0);
  // `writeVarint` only makes room: the bytes are put in place here, whatever they are.
  writer.buf.set(bytes, writer.pos - bytes.byteLength);
}

function varint(value: unknown): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value as string));
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Uint8Array.of(...bytes, Number(rest));
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

type Write = (writer: PbfWriter, number: number, value: unknown) => void;

const writeFixed: Write = (writer, number, value) => {
  writer.writeTag(number, 1);
  writeRaw(writer, fixed64Bytes(value));
};
const WRITERS: Readonly<Record<string, Write>> = {
  string: (writer, number, value) => writer.writeStringField(number, String(value)),
  bytes: (writer, number, value) => writer.writeBytesField(number, Buffer.from(String(value), "base64")),
  hex: (writer, number, value) => writer.writeBytesField(number, Buffer.from(String(value), "hex")),
  fixed64: writeFixed,
  sfixed64: writeFixed,
  double: (writer, number, value) => writer.writeDoubleField(number, Number(value)),
  uint32: (writer, number, value) => writer.writeVarintField(number, Number(value)),
  sint32: (writer, number, value) => writer.writeSVarintField(number, Number(value)),
  fixed32: (writer, number, value) => writer.writeFixed32Field(number, Number(value)),
  bool: (writer, number, value) => writer.writeBooleanField(number, Boolean(value)),
  int64: (writer, number, value) => {
    writer.writeTag(number, 0);
    writeRaw(writer, varint(value));
  },
  "packed fixed64": (writer, number, value) =>
    writer.writeBytesField(number, concat((value as unknown[]).map(fixed64Bytes))),
  "packed double": (writer, number, value) =>
    writer.writePackedDouble(number, (value as unknown[]).map(Number)),
  "packed uint64": (writer, number, value) =>
    writer.writeBytesField(number, concat((value as unknown[]).map(varint))),
};

function writeMessage(writer: PbfWriter, name: string, message: JsonMessage): void {
  for (const [field, value] of Object.entries(message)) {
    const [number, kind] = MESSAGES[name]?.[field] ?? [];
    if (number === undefined || kind === undefined) throw new Error(`${name} has no field ${field}`);
    const write = WRITERS[kind];
    if (write !== undefined) write(writer, number, value);
    else {
      for (const item of Array.isArray(value) ? value : [value]) {
        writer.writeMessage(
          number,
          (part: JsonMessage, inner) => writeMessage(inner, kind, part),
          item as JsonMessage,
        );
      }
    }
  }
}

/** The protobuf bytes of an OTLP/JSON export request. */
export function otlpProtobuf(signal: "metrics" | "logs" | "traces", request: JsonMessage): Uint8Array {
  const writer = new PbfWriter();
  writeMessage(writer, signal, request);
  return writer.finish().slice();
}
