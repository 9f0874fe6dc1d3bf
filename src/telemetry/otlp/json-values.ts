// Reads OTLP/JSON's KeyValue and AnyValue into JSON text. A limit that a value breaks is noted in `problem` and costs its
// row only; a value of the wrong type is malformed for the whole request.

import { utf8Bytes } from "../../kernel/latin1.ts";
import { base64, parseBase64 } from "../../kernel/bytes.ts";
import type { IngestLimits } from "../intake/ingest-limits.ts";
import type { Body } from "../intake/log-rows.ts";
import { malformed } from "../intake/refusal.ts";
import {
  canonicalObject,
  type Entries,
  OTLP_VALUE,
  otlpEntries,
  PLAIN_VALUE,
  type ValueShape,
} from "../intake/value-shapes.ts";
import {
  asDouble,
  asObject,
  asSigned,
  asText,
  boolField,
  type JsonObject,
  listField,
  objectField,
} from "./json-fields.ts";

interface Place {
  readonly shape: ValueShape;
  readonly depth: number;
  readonly maxBytes: number;
}

type ValueReader = (values: JsonValues, from: JsonObject, place: Place) => string;

/** The `value` oneof of AnyValue. */
const READERS: readonly (readonly [field: string, read: ValueReader])[] = [
  [
    "stringValue",
    (values, from, { shape, maxBytes }) =>
      shape.text(JSON.stringify(values.text(from.stringValue, maxBytes))),
  ],
  ["intValue", (_, from, { shape }) => shape.int(String(asSigned(from.intValue, "intValue")))],
  ["doubleValue", (_, from, { shape }) => shape.double(asDouble(from.doubleValue, "doubleValue"))],
  ["boolValue", (_, from, { shape }) => shape.bool(boolField(from, "boolValue"))],
  ["bytesValue", (values, from, { shape, maxBytes }) => shape.bytes(values.bytes(from.bytesValue, maxBytes))],
  ["arrayValue", (values, from, place) => values.array(objectField(from, "arrayValue") ?? {}, place)],
  ["kvlistValue", (values, from, place) => values.kvlist(objectField(from, "kvlistValue") ?? {}, place)],
];

export class JsonValues {
  /** Why the row whose values were read last cannot be kept. Set it to null before a row. */
  problem: string | null = null;
  readonly #limits: IngestLimits;

  constructor(limits: IngestLimits) {
    this.#limits = limits;
  }

  attributeEntries(from: JsonObject, name: string): Entries {
    return this.#attributes(from, name, PLAIN_VALUE);
  }

  attributesJson(from: JsonObject): string {
    return canonicalObject(this.attributeEntries(from, "attributes"));
  }

  /** In OTLP/JSON's own shape, as events, links and exemplars carry them. */
  otlpAttributes(from: JsonObject, name: string): string {
    return otlpEntries(this.#attributes(from, name, OTLP_VALUE));
  }

  body(from: JsonObject | null): Body | null {
    if (from === null || !READERS.some(([field]) => isGiven(from, field))) return null;
    const { maxBodyBytes } = this.#limits;
    if (isGiven(from, "stringValue"))
      return { type: "string", text: this.text(from.stringValue, maxBodyBytes) };
    return { type: "json", text: this.#any(from, { shape: PLAIN_VALUE, depth: 1, maxBytes: maxBodyBytes }) };
  }

  text(value: unknown, maxBytes: number): string {
    const text = asText(value, "stringValue");
    // A unit is at most 3 bytes: only a text near the bound is measured.
    if (text.length * 3 > maxBytes) this.#bound(utf8Bytes(text), maxBytes);
    return text;
  }

  bytes(value: unknown, maxBytes: number): string {
    const bytes = parseBase64(asText(value, "bytesValue")) ?? malformed("`bytesValue` is not base64");
    this.#bound(bytes.byteLength, maxBytes);
    return base64(bytes);
  }

  array(from: JsonObject, place: Place): string {
    if (this.#isTooDeep(place)) return place.shape.empty;
    const inner = { ...place, depth: place.depth + 1 };
    return place.shape.array(
      listField(from, "values").map((item) => this.#any(asObject(item, "values"), inner)),
    );
  }

  kvlist(from: JsonObject, place: Place): string {
    if (this.#isTooDeep(place)) return place.shape.empty;
    return place.shape.object(this.#entries(listField(from, "values"), { ...place, depth: place.depth + 1 }));
  }

  #attributes(from: JsonObject, name: string, shape: ValueShape): Entries {
    const { maxAttributes, maxStringBytes } = this.#limits;
    const items = listField(from, name);
    if (items.length > maxAttributes) this.problem ??= `with more than ${maxAttributes} attributes`;
    return this.#entries(items, { shape, depth: 1, maxBytes: maxStringBytes });
  }

  #entries(items: readonly unknown[], place: Place): Entries {
    const entries: Entries = { keys: [], values: [] };
    for (const item of items) {
      const pair = asObject(item, "attributes");
      const key = asText(pair.key ?? "", "key");
      this.#bound(key.length, this.#limits.maxStringBytes);
      entries.keys.push(key);
      entries.values.push(this.#any(objectField(pair, "value") ?? {}, place));
    }
    return entries;
  }

  #any(from: JsonObject, place: Place): string {
    for (const [field, read] of READERS) if (isGiven(from, field)) return read(this, from, place);
    return place.shape.empty;
  }

  #isTooDeep({ depth }: Place): boolean {
    if (depth < this.#limits.maxDepth) return false;
    this.problem ??= `with values nested deeper than ${this.#limits.maxDepth}`;
    return true;
  }

  #bound(size: number, maxBytes: number): void {
    if (size > maxBytes) this.problem ??= `with a text over ${maxBytes} bytes`;
  }
}

function isGiven(from: JsonObject, field: string): boolean {
  return (from[field] ?? null) !== null;
}
