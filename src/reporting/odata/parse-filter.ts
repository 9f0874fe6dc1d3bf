// `$filter` (OData URL Conventions 4.0, 5.1.1): or, and, not, parentheses, comparisons of a property with a literal, and
// contains, startswith, endswith. Whatever else the grammar has is refused by name: `query.unsupported`.
//
// LIMIT: 32 levels; each recursion below counts one.

import { fault, type Fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { findProperty, type Cell, type EntitySet, type Property } from "./entity-set.ts";
import { isLiteral, literalCell } from "./literal.ts";
import { filterFault, readTokens, type Token } from "./tokens.ts";

export const OPERATORS = ["eq", "ne", "gt", "ge", "lt", "le"] as const;
export type Operator = (typeof OPERATORS)[number];
export const TEXT_FUNCTIONS = ["contains", "startswith", "endswith"] as const;
export type TextFunction = (typeof TEXT_FUNCTIONS)[number];

export type Filter =
  | { readonly kind: "and" | "or"; readonly of: readonly Filter[] }
  | { readonly kind: "not"; readonly of: Filter }
  | {
      readonly kind: "compare";
      readonly operator: Operator;
      readonly property: Property;
      readonly value: Cell;
    }
  | {
      readonly kind: "text";
      readonly name: TextFunction;
      readonly property: Property;
      readonly value: string;
    };

const MOST_LEVELS = 32;
const FLIPPED: Readonly<Record<Operator, Operator>> = {
  eq: "eq",
  ne: "ne",
  gt: "lt",
  ge: "le",
  lt: "gt",
  le: "ge",
};
/** What OData has and this has not: told apart from what nobody has. */
const UNSUPPORTED: ReadonlySet<string> = new Set(
  [
    "has in add sub mul div divby mod any all cast isof length indexof substring tolower",
    "toupper trim concat matchesPattern year month day hour minute second fractionalseconds",
    "date time now totaloffsetminutes mindatetime maxdatetime round floor ceiling",
  ].flatMap((line) => line.split(" ")),
);

const isOperator = (text: string): text is Operator => (OPERATORS as readonly string[]).includes(text);
const isFunction = (text: string): text is TextFunction =>
  (TEXT_FUNCTIONS as readonly string[]).includes(text);

interface Reader {
  readonly set: EntitySet;
  readonly tokens: readonly Token[];
  at: number;
  level: number;
}

const END: Token = { kind: "end", text: "", at: 0 };
const peek = ({ tokens, at }: Reader): Token => tokens[at] ?? tokens.at(-1) ?? END;

function take(reader: Reader): Token {
  const token = peek(reader);
  reader.at += 1;
  return token;
}

function isWord(reader: Reader, word: string): boolean {
  const { kind, text } = peek(reader);
  return kind === "name" && text === word;
}

const expected = (what: string, { at }: Token): Result<never> =>
  failed(filterFault(`${what} is expected at character ${at + 1}`));

function unsupportedFault(what: string): Fault {
  const told = `\`${what.slice(0, 64)}\` is not supported: compare a property with a literal (eq, ne, gt, ge, lt, le), or use contains, startswith, endswith`;
  return fault("query.unsupported", `$filter: ${told}`, [{ pointer: "query/$filter", message: told }]);
}

/** `request.invalid` with where it is wrong, `query.unsupported` for what OData has besides. */
export function parseFilter(source: string, set: EntitySet): Result<Filter> {
  const tokens = readTokens(source);
  if (!tokens.ok) return tokens;
  const reader: Reader = { set, tokens: tokens.value, at: 0, level: 0 };
  const filter = readChain(reader, "or");
  if (!filter.ok) return filter;
  const rest = peek(reader);
  if (rest.kind === "end") return filter;
  if (rest.kind === "name" && UNSUPPORTED.has(rest.text)) return failed(unsupportedFault(rest.text));
  return expected("`and`, `or` or the end", rest);
}

function readChain(reader: Reader, kind: "and" | "or"): Result<Filter> {
  const next = (): Result<Filter> => (kind === "or" ? readChain(reader, "and") : readNot(reader));
  const first = next();
  if (!first.ok) return first;
  const of: Filter[] = [first.value];
  while (isWord(reader, kind)) {
    take(reader);
    const one = next();
    if (!one.ok) return one;
    of.push(one.value);
  }
  return ok(of.length === 1 ? first.value : { kind, of });
}

function readNot(reader: Reader): Result<Filter> {
  if (!isWord(reader, "not")) return readTerm(reader);
  take(reader);
  const of = deeper(reader, () => readNot(reader));
  return of.ok ? ok({ kind: "not", of: of.value }) : of;
}

function deeper(reader: Reader, read: () => Result<Filter>): Result<Filter> {
  if (reader.level === MOST_LEVELS)
    return failed(filterFault(`a filter nests at most ${MOST_LEVELS} levels`));
  reader.level += 1;
  const filter = read();
  reader.level -= 1;
  return filter;
}

function readTerm(reader: Reader): Result<Filter> {
  const token = peek(reader);
  if (token.kind === "(") {
    take(reader);
    const inner = deeper(reader, () => readChain(reader, "or"));
    if (!inner.ok) return inner;
    const close = take(reader);
    return close.kind === ")" ? inner : expected("`)`", close);
  }
  if (token.kind === "name" && reader.tokens[reader.at + 1]?.kind === "(") return readCall(reader);
  return readComparison(reader);
}

/** `contains(name,'text')`, also with ` eq true` or ` eq false` behind it, as some clients write it. */
function readCall(reader: Reader): Result<Filter> {
  const { text: name } = take(reader);
  if (!isFunction(name)) return failed(unsupportedFault(name));
  take(reader);
  const property = readProperty(reader);
  if (!property.ok) return property;
  const comma = take(reader);
  if (comma.kind !== ",") return expected("`,`", comma);
  const literal = take(reader);
  if (literal.kind !== "text") return expected("a text in quotes", literal);
  const close = take(reader);
  if (close.kind !== ")") return expected("`)`", close);
  if (property.value.type !== "Edm.String")
    return failed(filterFault(`\`${name}\` takes texts, and \`${property.value.name}\` is none`));
  return withTruth(reader, { kind: "text", name, property: property.value, value: literal.text });
}

function withTruth(reader: Reader, call: Filter): Result<Filter> {
  const operator = peek(reader);
  if (operator.kind !== "name" || (operator.text !== "eq" && operator.text !== "ne")) return ok(call);
  take(reader);
  const truth = take(reader);
  if (truth.text !== "true" && truth.text !== "false") return expected("`true` or `false`", truth);
  return ok((operator.text === "eq") === (truth.text === "true") ? call : { kind: "not", of: call });
}

function readProperty(reader: Reader): Result<Property> {
  const token = take(reader);
  if (token.kind !== "name") return expected(`a property of ${reader.set.name}`, token);
  const property = findProperty(reader.set, token.text);
  if (property !== undefined) return ok(property);
  if (UNSUPPORTED.has(token.text)) return failed(unsupportedFault(token.text));
  const names = reader.set.properties.map(({ name }) => name).join(", ");
  return failed(filterFault(`there is no property \`${token.text.slice(0, 64)}\`: ${names}`));
}

function readComparison(reader: Reader): Result<Filter> {
  const isFlipped = isLiteral(peek(reader));
  const left = isFlipped ? ok(take(reader)) : readProperty(reader);
  if (!left.ok) return left;
  const operator = take(reader);
  if (operator.kind !== "name" || !isOperator(operator.text)) {
    const isKnown = operator.kind === "name" && UNSUPPORTED.has(operator.text);
    return isKnown ? failed(unsupportedFault(operator.text)) : expected("eq, ne, gt, ge, lt or le", operator);
  }
  const right = readOther(reader, isFlipped);
  if (!right.ok) return right;
  const [property, literal] = isFlipped
    ? [right.value as Property, left.value as Token]
    : [left.value as Property, right.value as Token];
  const value = literalCell(literal, property.type);
  if (value === undefined)
    return failed(
      filterFault(
        `\`${property.name}\` is ${property.type}, and what stands at character ${literal.at + 1} is none`,
      ),
    );
  const named = isFlipped ? FLIPPED[operator.text] : operator.text;
  return ok({ kind: "compare", operator: named, property, value });
}

function readOther(reader: Reader, isFlipped: boolean): Result<Property | Token> {
  if (isFlipped) return readProperty(reader);
  const token = take(reader);
  if (isLiteral(token)) return ok(token);
  const isAnother = token.kind === "name" && findProperty(reader.set, token.text) !== undefined;
  return isAnother
    ? failed(unsupportedFault(`a property compared with ${token.text}`))
    : expected("a literal", token);
}
