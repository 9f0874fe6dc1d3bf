// The two JSON shapes of an OTLP AnyValue: `plain` for attributes and bodies (one JSON value, canonical by RFC 8785), `otlp`
// for events, links and exemplars (OTLP/JSON's own). Parts come in as JSON text; entries in their order of arrival.
// In `plain`, integers past 2^53, bytes (base64), NaN and the infinities are strings; of equal keys the last one holds.

export interface Entries {
  /** Unescaped. */
  readonly keys: string[];
  /** JSON text. */
  readonly values: string[];
}

export interface ValueShape {
  readonly empty: string;
  text(quoted: string): string;
  bool(value: boolean): string;
  /** Takes the decimal digits of a 64-bit integer. */
  int(digits: string): string;
  double(value: number): string;
  bytes(base64: string): string;
  array(items: readonly string[]): string;
  object(entries: Entries): string;
}

export const PLAIN_VALUE: ValueShape = {
  empty: "null",
  text: (quoted) => quoted,
  bool: String,
  int: jsonInt,
  double: jsonDouble,
  bytes: (base64) => `"${base64}"`,
  array: (items) => `[${items.join(",")}]`,
  object: canonicalObject,
};

export const OTLP_VALUE: ValueShape = {
  empty: "{}",
  text: (quoted) => `{"stringValue":${quoted}}`,
  bool: (value) => `{"boolValue":${value}}`,
  int: (digits) => `{"intValue":"${digits}"}`,
  double: (value) => `{"doubleValue":${jsonDouble(value)}}`,
  bytes: (base64) => `{"bytesValue":"${base64}"}`,
  array: (items) => `{"arrayValue":{"values":[${items.join(",")}]}}`,
  object: (entries) => `{"kvlistValue":{"values":${otlpEntries(entries)}}}`,
};

/** OTLP/JSON's list of KeyValue. */
export function otlpEntries({ keys, values }: Entries): string {
  return `[${keys.map((key, at) => `{"key":${JSON.stringify(key)},"value":${values[at] ?? "{}"}}`).join(",")}]`;
}

/** The proto3 JSON mapping of a double. */
export function jsonDouble(value: number): string {
  return Number.isFinite(value) ? JSON.stringify(value) : `"${value}"`;
}

/** A 64-bit integer: a JSON number while a double holds it exactly, else a string. */
export function jsonInt(digits: string): string {
  return Number.isSafeInteger(Number(digits)) ? digits : `"${digits}"`;
}

/** The canonical object of entries in any order. Sorts `entries` in place. */
export function canonicalObject(entries: Entries): string {
  const { keys, values } = entries;
  if (keys.length > SMALL) return largeObject(entries);
  sortSmall(keys, values);
  let text = "{";
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at] as string;
    if (key === keys[at + 1]) continue;
    if (text.length > 1) text += ",";
    text += `${quotedKey(key)}:${values[at]}`;
  }
  return `${text}}`;
}

/** Only what stands for itself in JSON: quoting it by hand is several times faster than JSON.stringify. */
const PLAIN_KEY = /^[ !#-[\]-~]*$/;

function quotedKey(key: string): string {
  return PLAIN_KEY.test(key) ? `"${key}"` : JSON.stringify(key);
}

const SMALL = 24;

/** Insertion sort: stable, so the last of equal keys stays last; quadratic, hence for few keys only. */
function sortSmall(keys: string[], values: string[]): void {
  for (let next = 1; next < keys.length; next++) {
    const key = keys[next] as string;
    const value = values[next] as string;
    let at = next;
    for (; at > 0 && (keys[at - 1] as string) > key; at--) {
      keys[at] = keys[at - 1] as string;
      values[at] = values[at - 1] as string;
    }
    keys[at] = key;
    values[at] = value;
  }
}

function largeObject({ keys, values }: Entries): string {
  const last = new Map(keys.map((key, at) => [key, values[at]]));
  const sorted = [...last.keys()].sort();
  return `{${sorted.map((key) => `${JSON.stringify(key)}:${last.get(key)}`).join(",")}}`;
}
