// Reads JSON text that must already be canonical (RFC 8785): one value, one byte sequence. A second spelling of the
// same value (spaces, other order, a name twice, `1.0`) is refused, or two texts of one entry would hash differently.

import { canonicalJson, type Json } from "../kernel/canonical-json.ts";

/** LIMIT: nesting of any value in the log; it bounds the recursion of everything that walks one. */
export const MAX_DEPTH = 32;

/** The value, or null when the text is not canonical JSON or nests deeper than MAX_DEPTH. */
export function parseCanonicalJson(text: string): Json | null {
  const value = parseJson(text);
  if (value === undefined || !isShallow(value, MAX_DEPTH)) return null;
  return canonicalJson(value) === text ? value : null;
}

export function isShallow(value: Json, depth: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return depth > 0 && Object.values(value).every((item: Json) => isShallow(item, depth - 1));
}

/** Has the object exactly these members, the optional ones apart? */
export function isRecord(value: Json | null, required: readonly string[], optional: readonly string[] = []) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const names = Object.keys(value);
  const known = names.every((name) => required.includes(name) || optional.includes(name));
  return known && required.every((name) => Object.hasOwn(value, name));
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
