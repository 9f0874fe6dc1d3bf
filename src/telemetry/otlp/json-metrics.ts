// Reads ExportMetricsServiceRequest from OTLP/JSON.

import { type AttributeSet, attributeSet } from "../intake/attribute-set.ts";
import { exemplarJson } from "../intake/exemplar.ts";
import type { IngestLimits } from "../intake/ingest-limits.ts";
import { type Intake, type Metric, type MetricKind, MetricRows } from "../intake/metric-rows.ts";
import {
  COUNT,
  INT,
  MAX,
  MIN,
  PointDraft,
  settleCount,
  settleInteger,
  START,
  SUM,
  TIME,
  VALUE,
} from "../intake/point-draft.ts";
import { idFromHex } from "../intake/trace-ids.ts";
import { jsonDouble } from "../intake/value-shapes.ts";
import { describeJsonPoint } from "./json-distributions.ts";
import {
  asDouble,
  asSigned,
  boolField,
  intField,
  type JsonObject,
  objectField,
  objectsField,
} from "./json-fields.ts";
import { parseJsonBody, textField, unsignedField } from "./json-fields.ts";
import { walkJson } from "./json-origin.ts";
import { JsonValues } from "./json-values.ts";

const NESTING = { resources: "resourceMetrics", scopes: "scopeMetrics", rows: "metrics" };

/** The `data` oneof of Metric. */
const DATA_FIELDS: readonly (readonly [field: string, kind: MetricKind])[] = [
  ["gauge", "gauge"],
  ["sum", "sum"],
  ["histogram", "histogram"],
  ["exponentialHistogram", "exponential_histogram"],
  ["summary", "summary"],
];

const DOUBLE_FIELDS = [
  ["sum", SUM],
  ["min", MIN],
  ["max", MAX],
] as const;

const TEMPORALITIES = [null, "delta", "cumulative"] as const;

export function readJsonMetrics(bytes: Uint8Array, limits: IngestLimits): Intake {
  const values = new JsonValues(limits);
  const rows = new MetricRows(limits);
  const points = new JsonPoints(values);
  walkJson(parseJsonBody(bytes), NESTING, {
    values,
    visitor: {
      enterResource: (resource) => rows.enterResource(resource),
      enterScope: (scope) => rows.enterScope(scope),
      row: (metric) => readMetric(metric, rows, points),
    },
  });
  return rows.finish();
}

function readMetric(from: JsonObject, rows: MetricRows, points: JsonPoints): void {
  for (const [field, kind] of DATA_FIELDS) {
    const data = objectField(from, field);
    if (data === null) continue;
    rows.enterMetric(describe(from, kind, data));
    for (const point of objectsField(data, "dataPoints")) rows.add(points.read(point, kind));
    return;
  }
}

function describe(from: JsonObject, kind: MetricKind, data: JsonObject): Metric {
  const hasTemporality = kind !== "gauge" && kind !== "summary";
  return {
    name: textField(from, "name"),
    kind,
    unit: textField(from, "unit") || null,
    description: textField(from, "description") || null,
    temporality: hasTemporality ? (TEMPORALITIES[intField(data, "aggregationTemporality")] ?? null) : null,
    isMonotonic: kind === "sum" ? boolField(data, "isMonotonic") : null,
  };
}

class JsonPoints {
  readonly #values: JsonValues;
  readonly #draft = new PointDraft();
  readonly #sets = new Map<string, AttributeSet>();

  constructor(values: JsonValues) {
    this.#values = values;
  }

  read(from: JsonObject, kind: MetricKind): PointDraft {
    const draft = this.#draft;
    draft.clear();
    draft.setInt(TIME, unsignedField(from, "timeUnixNano"));
    const start = unsignedField(from, "startTimeUnixNano");
    if (start !== 0n) draft.setInt(START, start);
    draft.flags = intField(from, "flags") | 0;
    draft.attributes = this.#attributes(from);
    this.#exemplars(from);
    if (kind === "gauge" || kind === "sum") readNumber(from, draft);
    else readDistribution(from, kind, draft);
    return draft;
  }

  #attributes(from: JsonObject): AttributeSet {
    this.#values.problem = null;
    const json = this.#values.attributesJson(from);
    // A set with a problem is not shared: another with the same JSON may have none.
    if (this.#values.problem !== null) return attributeSet(json, this.#values.problem);
    const set = this.#sets.get(json) ?? attributeSet(json, null);
    this.#sets.set(json, set);
    return set;
  }

  #exemplars(from: JsonObject): void {
    this.#values.problem = null;
    const exemplars = objectsField(from, "exemplars").map((exemplar) => readExemplar(exemplar, this.#values));
    if (exemplars.length > 0) this.#draft.exemplars = `[${exemplars.join(",")}]`;
    this.#draft.problem = this.#values.problem;
  }
}

function readNumber(from: JsonObject, draft: PointDraft): void {
  if ((from.asInt ?? null) !== null) {
    draft.setInt(INT, asSigned(from.asInt, "asInt"));
    settleInteger(draft);
  } else if ((from.asDouble ?? null) !== null) draft.setFloat(VALUE, asDouble(from.asDouble, "asDouble"));
}

function readDistribution(from: JsonObject, kind: MetricKind, draft: PointDraft): void {
  if ((from.count ?? null) !== null) draft.setInt(COUNT, unsignedField(from, "count"));
  settleCount(draft);
  for (const [field, slot] of DOUBLE_FIELDS) {
    if ((from[field] ?? null) !== null) draft.setFloat(slot, asDouble(from[field], field));
  }
  describeJsonPoint(from, kind, draft);
}

function readExemplar(from: JsonObject, values: JsonValues): string {
  const hasInt = (from.asInt ?? null) !== null;
  const hasDouble = (from.asDouble ?? null) !== null;
  const double = hasDouble ? `"asDouble":${jsonDouble(asDouble(from.asDouble, "asDouble"))}` : "";
  return exemplarJson({
    time: String(unsignedField(from, "timeUnixNano")),
    value: hasInt ? `"asInt":"${asSigned(from.asInt, "asInt")}"` : double,
    spanId: idFromHex(textField(from, "spanId"), "span_id", values),
    traceId: idFromHex(textField(from, "traceId"), "trace_id", values),
    attributes: values.otlpAttributes(from, "filteredAttributes"),
  });
}
