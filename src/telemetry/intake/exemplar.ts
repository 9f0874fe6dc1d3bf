// An exemplar in OTLP/JSON's shape, as the exemplars column keeps it.

export interface ExemplarParts {
  /** Nanoseconds in decimal. */
  time: string;
  /** `"asDouble":…` or `"asInt":…`; empty without a value. */
  value: string;
  spanId: string | null;
  traceId: string | null;
  /** OTLP/JSON's list of KeyValue. */
  attributes: string;
}

export function exemplarJson({ time, value, spanId, traceId, attributes }: ExemplarParts): string {
  const fields = [`"timeUnixNano":"${time}"`];
  if (value !== "") fields.push(value);
  if (spanId !== null) fields.push(`"spanId":"${spanId}"`);
  if (traceId !== null) fields.push(`"traceId":"${traceId}"`);
  if (attributes !== "[]") fields.push(`"filteredAttributes":${attributes}`);
  return `{${fields.join(",")}}`;
}
