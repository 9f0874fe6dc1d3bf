// The words of a `$filter` (OData ABNF 4.0), cut without looking back: names, literals, parentheses and commas, each with
// where it stands.
//
// LIMIT: 4,096 characters, 500 words.

import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";

export type TokenKind = "name" | "text" | "number" | "date" | "instant" | "(" | ")" | "," | "end";

export interface Token {
  readonly kind: TokenKind;
  /** Of a text what it means, of anything else what was written. */
  readonly text: string;
  readonly at: number;
}

const MOST_CHARS = 4_096;
const MOST_TOKENS = 500;

const SPACE = /[ \t]+/y;
const TEXT = /'((?:[^']|'')*)'/y;
const INSTANT = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,12})?)?(?:Z|[+-]\d{2}:\d{2})/iy;
const DATE = /\d{4}-\d{2}-\d{2}/y;
const NUMBER = /[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?|-INF\b/iy;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const SIGN = /[(),]/y;

/** In this order: an instant begins like a date, and a date like a number. */
const KINDS: readonly (readonly [kind: TokenKind | "sign", pattern: RegExp])[] = [
  ["text", TEXT],
  ["instant", INSTANT],
  ["date", DATE],
  ["number", NUMBER],
  ["name", NAME],
  ["sign", SIGN],
];

export const filterFault = (message: string) =>
  fault("request.invalid", `$filter: ${message}`, [{ pointer: "query/$filter", message }]);

function matchAt(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(source);
}

/** What must not touch: `1and` is no number with a word behind it. */
const needsGap = (kind: TokenKind): boolean => !["(", ")", ",", "end"].includes(kind);

function readToken(source: string, at: number): (Token & { readonly end: number }) | null {
  for (const [kind, pattern] of KINDS) {
    const match = matchAt(pattern, source, at);
    if (match === null) continue;
    const [whole, inner] = match;
    const text = kind === "text" ? (inner ?? "").replaceAll("''", "'") : whole;
    const told = kind === "sign" ? (whole as TokenKind) : kind;
    return { kind: told, text, at, end: at + whole.length };
  }
  return null;
}

/** The words with an end behind the last; `request.invalid`. */
export function readTokens(source: string): Result<readonly Token[]> {
  if (source.length > MOST_CHARS) return failed(filterFault(`a filter has at most ${MOST_CHARS} characters`));
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const space = matchAt(SPACE, source, at);
    if (space !== null) {
      at += space[0].length;
      continue;
    }
    const token = readToken(source, at);
    const before = tokens.at(-1);
    const touches =
      before !== undefined && space === null && source[at - 1] !== " " && source[at - 1] !== "\t";
    if (token === null || (touches && needsGap(before.kind) && needsGap(token.kind)))
      return failed(filterFault(`nothing that can be read at character ${at + 1}`));
    tokens.push(token);
    if (tokens.length > MOST_TOKENS) return failed(filterFault(`a filter has at most ${MOST_TOKENS} words`));
    at = token.end;
  }
  return ok([...tokens, { kind: "end", text: "", at: source.length }]);
}
