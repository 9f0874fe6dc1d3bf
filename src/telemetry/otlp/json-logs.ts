// Reads ExportLogsServiceRequest from OTLP/JSON.

import type { IngestLimits } from "../intake/ingest-limits.ts";
import { type LogDraft, LogRows, newLogDraft } from "../intake/log-rows.ts";
import type { Intake } from "../intake/metric-rows.ts";
import { idFromHex } from "../intake/trace-ids.ts";
import {
  intField,
  type JsonObject,
  objectField,
  parseJsonBody,
  textField,
  unsignedField,
} from "./json-fields.ts";
import { walkJson } from "./json-origin.ts";
import { JsonValues } from "./json-values.ts";

const NESTING = { resources: "resourceLogs", scopes: "scopeLogs", rows: "logRecords" };

export function readJsonLogs(bytes: Uint8Array, limits: IngestLimits): Intake {
  const values = new JsonValues(limits);
  const rows = new LogRows(limits);
  walkJson(parseJsonBody(bytes), NESTING, {
    values,
    visitor: {
      enterResource: (resource) => rows.enterResource(resource),
      enterScope: (scope) => rows.enterScope(scope),
      row: (log) => rows.add(readLog(log, values)),
    },
  });
  return rows.finish();
}

function readLog(from: JsonObject, values: JsonValues): LogDraft {
  values.problem = null;
  const times = BigUint64Array.of(
    unsignedField(from, "timeUnixNano"),
    unsignedField(from, "observedTimeUnixNano"),
  );
  const log = {
    ...newLogDraft(),
    words: new Uint32Array(times.buffer),
    severityNumber: intField(from, "severityNumber"),
    severityText: textField(from, "severityText"),
    eventName: textField(from, "eventName"),
    body: values.body(objectField(from, "body")),
    attributes: values.attributesJson(from),
    traceId: idFromHex(textField(from, "traceId"), "trace_id", values),
    spanId: idFromHex(textField(from, "spanId"), "span_id", values),
    flags: intField(from, "flags"),
    dropped: intField(from, "droppedAttributesCount"),
  };
  return { ...log, problem: values.problem };
}
