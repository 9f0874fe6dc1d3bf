// Reads fields of OTLP/JSON (the proto3 JSON mapping with OTLP's exceptions): absent and null are the default, unknown
// fields are ignored, a field of another type is `telemetry.malformed`.
// 64-bit integers come as strings or numbers. A number past 2^53 would lose digits in JSON.parse, so a body that may
// hold one is parsed through its source text.

import { parseUtf8 } from "../../kernel/bytes.ts";
import { malformed, refuse } from "../intake/refusal.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

/** May match inside a text too: then the slower parse runs for nothing. */
const LONG_INTEGER = /[:[,]\s*-?\d{16}/;

/** LIMIT: a parsed value takes some 50 bytes of memory where its text may take two; 100,000 full points have fewer. */
const MOST_VALUES = 3_000_000;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** What begins another value: a comma, a bracket, a brace. */
const BEGINNINGS: ReadonlySet<number> = new Set([0x2c, 0x5b, 0x7b]);

/** Counted before they are made. A body that has fewer bytes cannot have too many. */
function checkValueCount(bytes: Uint8Array): void {
  if (bytes.byteLength <= MOST_VALUES) return;
  let count = 0;
  let isInText = false;
  for (let at = 0; at < bytes.byteLength; at++) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) isInText = !isInText;
    else if (isInText && byte === BACKSLASH) at++;
    else if (!isInText && BEGINNINGS.has(byte)) count++;
  }
  if (count > MOST_VALUES) refuse("telemetry.too_many", `one request may hold ${MOST_VALUES} JSON values`);
}

export function parseJsonBody(bytes: Uint8Array): JsonObject {
  checkValueCount(bytes);
  const text = parseUtf8(bytes) ?? malformed("the body is not valid UTF-8");
  const value = parseJson(text);
  return isObject(value) ? value : malformed("the body is not a JSON object");
}

function parseJson(text: string): unknown {
  try {
    return LONG_INTEGER.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
  } catch {
    return malformed("the body is not valid JSON");
  }
}

function keepDigits(_name: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  const source = context?.source ?? "";
  return /^-?\d+$/.test(source) ? source : value;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function asObject(value: unknown, name: string): JsonObject {
  return isObject(value) ? value : malformed(`\`${name}\` is not an object`);
}

export function objectField(from: JsonObject, name: string): JsonObject | null {
  const value = from[name] ?? null;
  return value === null ? null : asObject(value, name);
}

export function listField(from: JsonObject, name: string): readonly unknown[] {
  const value = from[name] ?? [];
  return Array.isArray(value) ? value : malformed(`\`${name}\` is not an array`);
}

export function objectsField(from: JsonObject, name: string): readonly JsonObject[] {
  return listField(from, name).map((item) => asObject(item, name));
}

export function textField(from: JsonObject, name: string): string {
  return asText(from[name] ?? "", name);
}

export function asText(value: unknown, name: string): string {
  if (typeof value !== "string") return malformed(`\`${name}\` is not a string`);
  return value.isWellFormed() ? value : malformed(`\`${name}\` holds half a surrogate pair`);
}

export function boolField(from: JsonObject, name: string): boolean {
  const value = from[name] ?? false;
  return typeof value === "boolean" ? value : malformed(`\`${name}\` is not a boolean`);
}

/** An enum or a 32-bit integer. */
export function intField(from: JsonObject, name: string): number {
  const value = asInteger(from[name] ?? 0, name);
  const isFit = value >= -0x8000_0000n && value <= 0xffff_ffffn;
  return isFit ? Number(value) : malformed(`\`${name}\` does not fit 32 bits`);
}

export function unsignedField(from: JsonObject, name: string): bigint {
  return asUnsigned(from[name] ?? 0, name);
}

export function asUnsigned(value: unknown, name: string): bigint {
  const integer = asInteger(value, name);
  const isFit = integer >= 0n && integer <= 0xffff_ffff_ffff_ffffn;
  return isFit ? integer : malformed(`\`${name}\` does not fit 64 bits`);
}

export function asSigned(value: unknown, name: string): bigint {
  const integer = asInteger(value, name);
  return BigInt.asIntN(64, integer) === integer ? integer : malformed(`\`${name}\` does not fit 64 bits`);
}

function asInteger(value: unknown, name: string): bigint {
  if (typeof value === "number" && Number.isInteger(value)) return BigInt(value);
  if (typeof value === "string" && /^-?\d{1,20}$/.test(value)) return BigInt(value);
  return malformed(`\`${name}\` is not an integer`);
}

const NAMED_DOUBLES: ReadonlyMap<string, number> = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
]);

export function asDouble(value: unknown, name: string): number {
  if (typeof value === "number") return value;
  if (typeof value !== "string") return malformed(`\`${name}\` is not a number`);
  const named = NAMED_DOUBLES.get(value);
  if (named !== undefined) return named;
  return /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value)
    ? Number(value)
    : malformed(`\`${name}\` is not a number`);
}

export function doubleField(from: JsonObject, name: string): number {
  return asDouble(from[name] ?? 0, name);
}
