// Is a cell of a FOCUS dataset what its column's type and format ask for? Sources: the attributes NumericFormat,
// DateTimeFormat, CurrencyFormat and KeyValueFormat of the 1.2 specification. A null cell is never asked about.

import type { ColumnKind } from "./columns.ts";
import { NATIONAL_CURRENCIES } from "./national-currencies.ts";

/** NumericFormat-A-003-M to -011-M: integer, decimal or `mEn`; a sign only for below zero, no separators, no symbols. */
const NUMERIC = /^-?\d+(?:\.\d+)?(?:[Ee]-?\d{1,3})?$/;
/** DateTimeFormat-A-004-M to -006-M; fractions of a second are ISO 8601 as well. */
const DATE_TIME = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z$/;

/** LIMIT: digits before the point, as of all amounts here; what is larger is no price of anything. */
const MOST_DIGITS = 18;

function isDecimal(text: string): boolean {
  if (!NUMERIC.test(text)) return false;
  const isShort = text.length <= MOST_DIGITS && !text.includes("e") && !text.includes("E");
  return isShort || isBounded(text);
}

/** Of a decimal: are its digits before the point few enough, with `E` reckoned in? */
function isBounded(text: string): boolean {
  const [mantissa = "", exponent = "0"] = text.split(/[Ee]/);
  const whole = /^-?0*(\d*)/.exec(mantissa)?.[1] ?? "";
  return whole.length + Number(exponent) <= MOST_DIGITS;
}

/** An instant in UTC, of a day that exists. */
function isDateTime(text: string): boolean {
  const match = DATE_TIME.exec(text);
  if (match === null) return false;
  const [, day = ""] = match;
  const atMs = Date.parse(`${day}T00:00:00Z`);
  // `Date.parse` takes 31 February for 3 March.
  return !Number.isNaN(atMs) && new Date(atMs).toISOString().startsWith(day);
}

/** KeyValueFormat-A-001-M to -004-M: a flat JSON object, every key once. */
function isKeyValues(text: string): boolean {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return false;
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return false;
  const values: readonly unknown[] = Object.values(parsed);
  // Of a key that is written twice JSON.parse keeps the last: then there are more colons than keys.
  return (
    values.every((value) => typeof value !== "object" || value === null) &&
    countColons(text) === values.length
  );
}

function countColons(text: string): number {
  const outsideStrings = text.replaceAll(/"(?:[^"\\]|\\.)*"/g, "");
  return outsideStrings.split(":").length - 1;
}

const VIRTUAL_CURRENCY = /\S/;

/** LIMIT: how many texts are remembered as good, so that what repeats from row to row is looked at once. */
const REMEMBERED = 4_096;

function remembering(check: (text: string) => boolean): (text: string) => boolean {
  const good = new Set<string>();
  return (text) => {
    if (good.has(text)) return true;
    if (!check(text)) return false;
    if (good.size === REMEMBERED) good.clear();
    good.add(text);
    return true;
  };
}

const MAKERS: Readonly<Record<ColumnKind, () => ((text: string) => boolean) | null>> = {
  // Bytes that are no Unicode were refused when they were decoded (StringHandling-A-001-M).
  string: () => null,
  decimal: () => isDecimal,
  datetime: () => remembering(isDateTime),
  key_values: () => remembering(isKeyValues),
  national_currency: () => (text) => NATIONAL_CURRENCIES.has(text),
  currency: () => (text) => VIRTUAL_CURRENCY.test(text),
};

/** Null where every text will do. */
export function cellCheck(kind: ColumnKind): ((text: string) => boolean) | null {
  return MAKERS[kind]();
}

export const KIND_WORDS: Readonly<Record<ColumnKind, string>> = {
  string: "a text",
  decimal: "a decimal such as `-12.5` or `3E-5`, of at most 18 digits before the point",
  datetime: "an instant such as `2026-11-01T00:00:00Z`",
  key_values: "a flat JSON object with every key once",
  national_currency: "the ISO 4217 code of a national currency",
  currency: "a currency",
};
