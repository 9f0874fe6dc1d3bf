// Reads ExportTraceServiceRequest from OTLP/JSON.

import type { IngestLimits } from "../intake/ingest-limits.ts";
import type { Intake } from "../intake/metric-rows.ts";
import { eventJson, linkJson } from "../intake/span-parts.ts";
import { newSpanDraft, type SpanDraft, SpanRows } from "../intake/span-rows.ts";
import { idFromHex } from "../intake/trace-ids.ts";
import {
  intField,
  type JsonObject,
  objectField,
  objectsField,
  parseJsonBody,
  textField,
  unsignedField,
} from "./json-fields.ts";
import { walkJson } from "./json-origin.ts";
import { JsonValues } from "./json-values.ts";

const NESTING = { resources: "resourceSpans", scopes: "scopeSpans", rows: "spans" };

export function readJsonTraces(bytes: Uint8Array, limits: IngestLimits): Intake {
  const values = new JsonValues(limits);
  const rows = new SpanRows(limits);
  walkJson(parseJsonBody(bytes), NESTING, {
    values,
    visitor: {
      enterResource: (resource) => rows.enterResource(resource),
      enterScope: (scope) => rows.enterScope(scope),
      row: (span) => rows.add(readSpan(span, values)),
    },
  });
  return rows.finish();
}

function readSpan(from: JsonObject, values: JsonValues): SpanDraft {
  values.problem = null;
  const times = BigUint64Array.of(
    unsignedField(from, "startTimeUnixNano"),
    unsignedField(from, "endTimeUnixNano"),
  );
  const status = objectField(from, "status") ?? {};
  const span = {
    ...newSpanDraft(),
    words: new Uint32Array(times.buffer),
    traceId: idFromHex(textField(from, "traceId"), "trace_id", values),
    spanId: idFromHex(textField(from, "spanId"), "span_id", values),
    parentSpanId: idFromHex(textField(from, "parentSpanId"), "span_id", values),
    traceState: textField(from, "traceState"),
    name: textField(from, "name"),
    kind: intField(from, "kind"),
    statusCode: intField(status, "code"),
    statusMessage: textField(status, "message"),
    attributes: values.attributesJson(from),
    events: objectsField(from, "events").map((event) => readEvent(event, values)),
    links: objectsField(from, "links").map((link) => readLink(link, values)),
    flags: intField(from, "flags"),
    droppedAttributes: intField(from, "droppedAttributesCount"),
    droppedEvents: intField(from, "droppedEventsCount"),
    droppedLinks: intField(from, "droppedLinksCount"),
  };
  return { ...span, problem: values.problem };
}

function readEvent(from: JsonObject, values: JsonValues): string {
  return eventJson({
    time: String(unsignedField(from, "timeUnixNano")),
    name: textField(from, "name"),
    attributes: values.otlpAttributes(from, "attributes"),
    dropped: intField(from, "droppedAttributesCount"),
  });
}

function readLink(from: JsonObject, values: JsonValues): string {
  return linkJson({
    traceId: idFromHex(textField(from, "traceId"), "trace_id", values) ?? "",
    spanId: idFromHex(textField(from, "spanId"), "span_id", values) ?? "",
    traceState: textField(from, "traceState"),
    attributes: values.otlpAttributes(from, "attributes"),
    dropped: intField(from, "droppedAttributesCount"),
    flags: intField(from, "flags"),
  });
}
