// Bodies of metrics for load: the same points as an OTLP export request and as a Prometheus remote write, with the places
// of their times and values, so that each request can be made new by patching. Encoded once with marks in those places.

import { PbfWriter } from "pbf";
import { concatBytes } from "../../src/kernel/bytes.ts";
import type { BodyTemplate } from "./load-job.ts";

/** Points of one request: as many resources as it takes, each with METRICS metrics of POINTS_EACH attribute sets. */
const METRICS = [
  "http.server.requests",
  "http.server.duration",
  "process.cpu.time",
  "process.memory",
  "db.connections",
];
const POINTS_EACH = 10;
const POINTS_OF_RESOURCE = METRICS.length * POINTS_EACH;

// Marks that no text of the bodies holds: eight bytes each, and a six-byte varint.
const TIME_MARK = [0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8];
const VALUE_MARK = Uint8Array.of(0xe1, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6, 0xe7, 0x40);
const VALUE = new DataView(VALUE_MARK.buffer).getFloat64(0, true);
const MILLIS_MARK = Uint8Array.of(0xfa, 0xfb, 0xfc, 0xfd, 0xfe, 0x7f);

interface Attribute {
  readonly key: string;
  readonly value: string;
}

function writeAttribute({ key, value }: Attribute, writer: PbfWriter): void {
  writer.writeStringField(1, key);
  writer.writeMessage(2, (text: string, inner) => inner.writeStringField(1, text), value);
}

function pointAttributes(point: number): Attribute[] {
  const route = `/api/v1/resource-${point % POINTS_EACH}`;
  return [
    { key: "http.route", value: route },
    { key: "http.request.method", value: point % 2 === 0 ? "GET" : "POST" },
  ];
}

function resourceAttributes(sender: string, resource: number): Attribute[] {
  return [
    { key: "service.name", value: `service-${resource % 20}` },
    { key: "service.instance.id", value: `${sender}-${resource}` },
    { key: "deployment.environment", value: "production" },
  ];
}

function writePoint(point: number, writer: PbfWriter): void {
  for (const attribute of pointAttributes(point)) writer.writeMessage(7, writeAttribute, attribute);
  writer.writeTag(3, 1);
  for (const byte of TIME_MARK) writeByte(writer, byte);
  writer.writeDoubleField(4, VALUE);
}

function writeByte(writer: PbfWriter, byte: number): void {
  writer.writeVarint(0);
  writer.buf[writer.pos - 1] = byte;
}

function writeMetric({ name, points }: { name: string; points: number }, writer: PbfWriter): void {
  writer.writeStringField(1, name);
  writer.writeStringField(3, "1");
  const write = (_: null, gauge: PbfWriter): void => {
    for (let point = 0; point < points; point++) gauge.writeMessage(1, writePoint, point);
  };
  writer.writeMessage(5, write, null);
}

function writeScope(points: number, writer: PbfWriter): void {
  writer.writeMessage(1, (name: string, inner) => inner.writeStringField(1, name), "bench");
  for (const [at, name] of METRICS.entries()) {
    const mine = Math.min(POINTS_EACH, points - at * POINTS_EACH);
    if (mine > 0) writer.writeMessage(2, writeMetric, { name, points: mine });
  }
}

function placesOf(bytes: Uint8Array, mark: Uint8Array): Uint32Array {
  const places: number[] = [];
  for (let at = bytes.indexOf(mark[0] ?? 0); at >= 0; at = bytes.indexOf(mark[0] ?? 0, at + 1)) {
    if (mark.every((byte, i) => bytes[at + i] === byte)) places.push(at);
  }
  return Uint32Array.from(places);
}

export interface BodyOptions {
  /** Part of every series' identity: senders with different names never write to the same series. */
  readonly sender: string;
  readonly points: number;
}

export function otlpBody({ sender, points }: BodyOptions): BodyTemplate {
  const writer = new PbfWriter();
  for (let resource = 0; resource * POINTS_OF_RESOURCE < points; resource++) {
    const mine = Math.min(POINTS_OF_RESOURCE, points - resource * POINTS_OF_RESOURCE);
    writer.writeMessage(
      1,
      (_: null, one) => {
        one.writeMessage(1, writeResource, resourceAttributes(sender, resource));
        one.writeMessage(2, writeScope, mine);
      },
      null,
    );
  }
  const bytes = writer.finish().slice();
  const times = placesOf(bytes, Uint8Array.from(TIME_MARK));
  return { bytes, timeCoding: "fixed64 nanoseconds", times, values: placesOf(bytes, VALUE_MARK) };
}

function writeResource(attributes: readonly Attribute[], writer: PbfWriter): void {
  for (const attribute of attributes) writer.writeMessage(1, writeAttribute, attribute);
}

/** The same points as remote write, in a snappy block of one literal: times and values stay in place to be patched. */
export function remoteWriteBody({ sender, points }: BodyOptions): BodyTemplate {
  const writer = new PbfWriter();
  for (let at = 0; at < points; at++) writer.writeMessage(1, writeSeries, labelsOf(sender, at));
  const bytes = snappyLiteral(writer.finish());
  const [times, values] = [placesOf(bytes, MILLIS_MARK), placesOf(bytes, VALUE_MARK)];
  return { bytes, timeCoding: "varint milliseconds", times, values };
}

/** In the order of their names, as the protocol asks. */
function labelsOf(sender: string, at: number): Attribute[] {
  const [resource, rest] = [Math.floor(at / POINTS_OF_RESOURCE), at % POINTS_OF_RESOURCE];
  const name = METRICS[Math.floor(rest / POINTS_EACH)] ?? "";
  const attributes = [...resourceAttributes(sender, resource), ...pointAttributes(rest)];
  const labels = [{ key: "__name__", value: name }, ...attributes];
  return labels
    .map(({ key, value }) => ({ key: key.replaceAll(".", "_"), value: value.replaceAll(".", "_") }))
    .sort((left, right) => (left.key < right.key ? -1 : 1));
}

function writeSeries(labels: readonly Attribute[], writer: PbfWriter): void {
  for (const { key, value } of labels) {
    writer.writeMessage(
      1,
      (_: null, label) => {
        label.writeStringField(1, key);
        label.writeStringField(2, value);
      },
      null,
    );
  }
  const write = (_: null, sample: PbfWriter): void => {
    sample.writeDoubleField(1, VALUE);
    sample.writeTag(2, 0);
    for (const byte of MILLIS_MARK) writeByte(sample, byte);
  };
  writer.writeMessage(2, write, null);
}

const LONG_LITERAL_TAG = 63 << 2;

/** github.com/google/snappy, format_description.txt: the length as a varint, then a literal with a 32-bit length. */
export function snappyLiteral(bytes: Uint8Array): Uint8Array {
  const head: number[] = [];
  for (let rest = bytes.byteLength; ; rest = Math.floor(rest / 128)) {
    head.push(rest < 128 ? rest : (rest % 128) | 0x80);
    if (rest < 128) break;
  }
  const tag = new DataView(new ArrayBuffer(5));
  tag.setUint8(0, LONG_LITERAL_TAG);
  tag.setUint32(1, bytes.byteLength - 1, true);
  return concatBytes([Uint8Array.from(head), new Uint8Array(tag.buffer), bytes]);
}
