// What a value of an SDK looks like once it has gone through OTLP, by the protocol's own mapping: whole numbers are 64-bit
// integers, of which those that a double does not hold safely are text; bytes are base64; NaN and the infinities are text.
// In JSON the JS SDK writes the fewest digits that read back as the same double: then those digits are what was sent.

export type Encoding = "protobuf" | "json";

type Attributes = Readonly<Record<string, unknown>>;
type HrTime = readonly [seconds: number, nanos: number];

export function plain(value: unknown, encoding: Encoding): unknown {
  if (value === null || value === undefined) return null;
  if (typeof value === "number") return plainNumber(value, encoding);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map((item) => plain(item, encoding));
  return typeof value === "object" ? plainAttributes(value as Attributes, encoding) : value;
}

function plainNumber(value: number, encoding: Encoding): number | string {
  if (!Number.isFinite(value)) return String(value);
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? wideDigits(value, encoding) : value;
}

/** The digits of a whole number past 2^53 as the SDK puts them on the wire. */
function wideDigits(value: number, encoding: Encoding): string {
  return encoding === "json" ? String(value) : String(BigInt(value));
}

export function plainAttributes(attributes: Attributes, encoding: Encoding): Record<string, unknown> {
  return Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, plain(value, encoding)]));
}

/** Attributes as the labels of a metric: a text as it is, anything else as its JSON with sorted keys. */
export function labelTexts(attributes: Attributes): Record<string, string> {
  const texts = Object.entries(attributes).map(([key, value]) => {
    const json = plain(value, "protobuf");
    return [key, typeof json === "string" ? json : JSON.stringify(sortedKeys(json))] as const;
  });
  return Object.fromEntries(texts);
}

function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (typeof value !== "object" || value === null) return value;
  const sorted = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, inner]) => [key, sortedKeys(inner)]));
}

/** OTLP/JSON's AnyValue, which events, links and exemplars keep. */
function anyValue(value: unknown): unknown {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "number")
    return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  throw new Error("not used in these tests");
}

export function keyValues(attributes: Attributes): unknown[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));
}

export function nanos([seconds, rest]: HrTime): string {
  return String(BigInt(seconds) * 1_000_000_000n + BigInt(rest));
}

/** In an order of their own, so that two collections can be compared. */
export function inOrder(rows: readonly unknown[]): unknown[] {
  return rows
    .map((row) => sortedKeys(row))
    .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
