// Literals of a filter as cells of a property's type: what cannot be compared is refused, never cast.

import { parseMoney } from "../../kernel/money.ts";
import type { Cell, EdmType } from "./entity-set.ts";
import type { Token } from "./tokens.ts";

const WORDS: Readonly<Record<string, number | null>> = {
  null: null,
  NaN: Number.NaN,
  INF: Number.POSITIVE_INFINITY,
};

const NANO_DIGITS = 9;

/** `2026-11-23T12:00:00.000000001Z`: nine digits, UTC. Null when there is no such instant. */
export function instantText(written: string): string | null {
  const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(?::(\d{2})(?:\.(\d+))?)?(Z|[+-]\d{2}:\d{2})$/.exec(
    written.toUpperCase(),
  );
  if (match === null) return null;
  const [, minute = "", seconds = "00", fraction = "", zone = "Z"] = match;
  const ms = Date.parse(`${minute}:${seconds}${zone}`);
  if (Number.isNaN(ms) || !isDay(minute.slice(0, 10))) return null;
  const told = new Date(ms).toISOString();
  return told.length === 24
    ? `${told.slice(0, 19)}.${fraction.slice(0, NANO_DIGITS).padEnd(NANO_DIGITS, "0")}Z`
    : null;
}

/** Is it a day that there is? `Date.parse` makes 2 March of 30 February. */
function isDay(text: string): boolean {
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 10) === text;
}

function numberCell(token: Token, type: EdmType): Cell | undefined {
  const text = token.text.replace(/^\+/, "");
  if (type === "Edm.Double") return text.toUpperCase() === "-INF" ? Number.NEGATIVE_INFINITY : Number(text);
  if (type === "Edm.Int64") return /^-?\d{1,19}$/.test(text) ? text : undefined;
  return parseMoney(text).ok ? text : undefined;
}

const isNumeric = (type: EdmType): boolean =>
  type === "Edm.Double" || type === "Edm.Int64" || type === "Edm.Decimal";

/** The literal as a cell to compare with; undefined when the token is none of that type. */
export function literalCell(token: Token, type: EdmType): Cell | undefined {
  if (token.kind === "name") {
    if (!Object.hasOwn(WORDS, token.text)) return undefined;
    const value = WORDS[token.text] ?? null;
    return value === null || type === "Edm.Double" ? value : undefined;
  }
  if (token.kind === "text") return type === "Edm.String" ? token.text : undefined;
  if (token.kind === "number") return isNumeric(type) ? numberCell(token, type) : undefined;
  if (token.kind === "date" && isDay(token.text)) {
    if (type === "Edm.Date") return token.text;
    return type === "Edm.DateTimeOffset" ? (instantText(`${token.text}T00:00:00Z`) ?? undefined) : undefined;
  }
  if (token.kind === "instant" && type === "Edm.DateTimeOffset") return instantText(token.text) ?? undefined;
  return undefined;
}

/** Does the token begin a literal, whatever its type? */
export const isLiteral = ({ kind, text }: Token): boolean =>
  ["text", "number", "date", "instant"].includes(kind) || (kind === "name" && Object.hasOwn(WORDS, text));
