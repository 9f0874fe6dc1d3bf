// Reads Exemplar (metrics.proto) into OTLP/JSON's shape.

import { FIXED64, LENGTH, signedText, unsignedText, type WireReader } from "../intake/wire-reader.ts";
import { type ExemplarParts, exemplarJson } from "../intake/exemplar.ts";
import { idText } from "../intake/trace-ids.ts";
import { jsonDouble } from "../intake/value-shapes.ts";
import { addRun, type ProtobufValues, type Runs } from "./protobuf-values.ts";

const TIME = (2 << 3) | FIXED64;
const AS_DOUBLE = (3 << 3) | FIXED64;
const SPAN_ID = (4 << 3) | LENGTH;
const TRACE_ID = (5 << 3) | LENGTH;
const AS_INT = (6 << 3) | FIXED64;
const FILTERED_ATTRIBUTES = (7 << 3) | LENGTH;

/** The exemplar that ends at `end`; what makes it unusable is left in `values.problem`. */
export function readExemplar(reader: WireReader, values: ProtobufValues, end: number): string {
  const parts: ExemplarParts = { time: "0", value: "", spanId: null, traceId: null, attributes: "[]" };
  const runs: Runs = [];
  for (
    let from = reader.pos, tag = reader.nextTag(end);
    tag !== 0;
    from = reader.pos, tag = reader.nextTag(end)
  ) {
    if (tag === TIME) {
      reader.fixed64Words();
      parts.time = unsignedText(reader.lo, reader.hi);
    } else if (tag === AS_DOUBLE) parts.value = `"asDouble":${jsonDouble(reader.double())}`;
    else if (tag === AS_INT) {
      reader.fixed64Words();
      parts.value = `"asInt":"${signedText(reader.lo, reader.hi)}"`;
    } else if (tag === SPAN_ID) parts.spanId = idText(reader.blob(), "span_id", values);
    else if (tag === TRACE_ID) parts.traceId = idText(reader.blob(), "trace_id", values);
    else if (tag === FILTERED_ATTRIBUTES) {
      reader.pos = reader.open();
      addRun(runs, from, reader.pos);
    } else reader.skip();
  }
  parts.attributes = values.otlpAttributes(runs);
  return exemplarJson(parts);
}
