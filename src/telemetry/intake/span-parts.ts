// A span's events and links in OTLP/JSON's shape, as the columns keep them. Fields that hold proto3's default are left out.

export interface EventParts {
  /** Nanoseconds in decimal. */
  readonly time: string;
  readonly name: string;
  /** OTLP/JSON's list of KeyValue. */
  readonly attributes: string;
  readonly dropped: number;
}

export function eventJson({ time, name, attributes, dropped }: EventParts): string {
  const fields = [`"timeUnixNano":"${time}"`, `"name":${JSON.stringify(name)}`];
  if (attributes !== "[]") fields.push(`"attributes":${attributes}`);
  if (dropped !== 0) fields.push(`"droppedAttributesCount":${dropped}`);
  return `{${fields.join(",")}}`;
}

export interface LinkParts {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceState: string;
  readonly attributes: string;
  readonly dropped: number;
  readonly flags: number;
}

export function linkJson(link: LinkParts): string {
  const fields = [`"traceId":"${link.traceId}"`, `"spanId":"${link.spanId}"`];
  if (link.traceState !== "") fields.push(`"traceState":${JSON.stringify(link.traceState)}`);
  if (link.attributes !== "[]") fields.push(`"attributes":${link.attributes}`);
  if (link.dropped !== 0) fields.push(`"droppedAttributesCount":${link.dropped}`);
  if (link.flags !== 0) fields.push(`"flags":${link.flags}`);
  return `{${fields.join(",")}}`;
}
