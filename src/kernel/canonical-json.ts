// Canonical JSON by RFC 8785: the one byte sequence of a value, so that hashes and signatures of it can be checked.
// Only JSON values go in; a NaN, an infinity, a function or a cycle is a bug and throws.

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

export function canonicalJson(value: Json): string {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") return canonicalNumber(value);
  if (Array.isArray(value)) return `[${value.map((item: Json) => canonicalJson(item)).join(",")}]`;
  return canonicalObject(value as { readonly [name: string]: Json });
}

function canonicalNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`${value} has no JSON form`);
  return JSON.stringify(value);
}

function canonicalObject(value: { readonly [name: string]: Json }): string {
  // RFC 8785 3.2.3 sorts by UTF-16 code units, which is what Array.prototype.sort compares.
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name] as Json)}`).join(",")}}`;
}
