// Cedar policy text into Cedar's JSON form, for the part that both languages share. What lies outside is refused with its
// reason: templates, `if`, arithmetic, records, functions other than `ip`.

import { failed, ok, type Result } from "../../kernel/result.ts";
import {
  binary,
  entityOf,
  not,
  setOf,
  valueOf,
  type CedarBinary,
  type CedarClause,
  type CedarExpression,
  type CedarPattern,
  type CedarPolicy,
  type CedarScope,
  type EntityName,
} from "./cedar-policy.ts";
import { CedarSyntaxError, tokensOf, unquote, type Token } from "./cedar-tokens.ts";

export interface NamedCedarPolicy {
  /** From the `@id` annotation; null without one. */
  readonly id: string | null;
  readonly policy: CedarPolicy;
}

const MOST_LEVELS = 64;
const COMPARISONS: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">=", "in"]);
const VARIABLES: ReadonlySet<string> = new Set(["principal", "action", "resource", "context"]);

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;
  #level = 0;
  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }
  get isDone(): boolean {
    return this.#at >= this.#tokens.length;
  }
  peek(): string {
    return this.#tokens[this.#at]?.value ?? "";
  }
  peekKind(): Token["kind"] | "end" {
    return this.#tokens[this.#at]?.kind ?? "end";
  }
  next(): Token {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw new CedarSyntaxError("the text ends too early");
    return token;
  }
  take(value: string): boolean {
    if (this.peek() !== value || this.peekKind() === "text") return false;
    this.#at += 1;
    return true;
  }
  expect(value: string): void {
    if (!this.take(value))
      throw new CedarSyntaxError(`expected \`${value}\`, not \`${this.peek().slice(0, 40)}\``);
  }
  deeper<T>(read: () => T): T {
    if (this.#level >= MOST_LEVELS)
      throw new CedarSyntaxError(`expressions nest at most ${MOST_LEVELS} deep`);
    this.#level += 1;
    const value = read();
    this.#level -= 1;
    return value;
  }
}

/** The policies, or the reason why not. */
export function parseCedarText(source: string): Result<readonly NamedCedarPolicy[], string> {
  try {
    const reader = new Reader(tokensOf(source));
    const policies: NamedCedarPolicy[] = [];
    while (!reader.isDone) policies.push(readPolicy(reader));
    return ok(policies);
  } catch (error) {
    if (error instanceof CedarSyntaxError) return failed(error.message);
    throw error;
  }
}

function readPolicy(reader: Reader): NamedCedarPolicy {
  const id = readAnnotations(reader);
  const effect = reader.next().value;
  if (effect !== "permit" && effect !== "forbid")
    throw new CedarSyntaxError(`expected \`permit\` or \`forbid\`, not \`${effect}\``);
  reader.expect("(");
  const principal = readScope(reader, "principal");
  reader.expect(",");
  const action = readScope(reader, "action");
  reader.expect(",");
  const resource = readScope(reader, "resource");
  reader.take(",");
  reader.expect(")");
  return { id, policy: { effect, principal, action, resource, conditions: readClauses(reader) } };
}

function readAnnotations(reader: Reader): string | null {
  let id: string | null = null;
  while (reader.take("@")) {
    const name = reader.next().value;
    if (!reader.take("(")) continue;
    const value = unquote(reader.next().value);
    reader.expect(")");
    if (name === "id") id = value;
  }
  return id;
}

function readScope(reader: Reader, variable: string): CedarScope {
  reader.expect(variable);
  if (reader.take("==")) return { op: "==", entity: readEntity(reader, reader.next().value) };
  if (reader.take("is")) {
    const scope = { op: "is", entity_type: reader.next().value } as const;
    if (reader.peek() === "in") throw new CedarSyntaxError("`is … in …` has no form here");
    return scope;
  }
  if (!reader.take("in")) return { op: "All" };
  if (!reader.take("[")) return { op: "in", entity: readEntity(reader, reader.next().value) };
  const entities: EntityName[] = [];
  while (!reader.take("]")) {
    entities.push(readEntity(reader, reader.next().value));
    if (reader.peek() !== "]") reader.expect(",");
  }
  const [only] = entities;
  return entities.length === 1 && only !== undefined ? { op: "in", entity: only } : { op: "in", entities };
}

function readEntity(reader: Reader, type: string): EntityName {
  if (type === "?") throw new CedarSyntaxError("templates have no form here");
  reader.expect("::");
  return { type, id: unquote(reader.next().value) };
}

function readClauses(reader: Reader): readonly CedarClause[] {
  const clauses: CedarClause[] = [];
  while (!reader.take(";")) {
    const kind = reader.next().value;
    if (kind !== "when" && kind !== "unless")
      throw new CedarSyntaxError(`expected \`when\`, \`unless\` or \`;\`, not \`${kind}\``);
    reader.expect("{");
    clauses.push({ kind, body: readOr(reader) });
    reader.expect("}");
  }
  return clauses;
}

function readOr(reader: Reader): CedarExpression {
  return reader.deeper(() => {
    let left = readAnd(reader);
    while (reader.take("||")) left = binary("||", left, readAnd(reader));
    return left;
  });
}

function readAnd(reader: Reader): CedarExpression {
  let left = readRelation(reader);
  while (reader.take("&&")) left = binary("&&", left, readRelation(reader));
  return left;
}

function readRelation(reader: Reader): CedarExpression {
  const left = readUnary(reader);
  const operator = reader.peek();
  if (reader.take("has")) {
    const name = reader.next();
    return { has: { left, attr: name.kind === "text" ? unquote(name.value) : name.value } };
  }
  if (reader.take("like")) return { like: { left, pattern: patternOf(unquote(reader.next().value)) } };
  if (!COMPARISONS.has(operator) || reader.peekKind() === "text") return left;
  reader.next();
  return binary(operator as CedarBinary, left, readUnary(reader));
}

function patternOf(text: string): readonly CedarPattern[] {
  return text
    .split(/(\\\*|\*)/)
    .filter((part) => part !== "")
    .map((part) => (part === "*" ? "Wildcard" : { Literal: part === "\\*" ? "*" : part }));
}

function readUnary(reader: Reader): CedarExpression {
  if (reader.take("!")) return reader.deeper(() => not(readUnary(reader)));
  if (!reader.take("-")) return readMember(reader);
  const number = reader.next();
  if (number.kind !== "number") throw new CedarSyntaxError("arithmetic has no form here");
  return valueOf(-Number(number.value));
}

function readMember(reader: Reader): CedarExpression {
  let value = readPrimary(reader);
  for (;;) {
    if (reader.take(".")) value = readAccess(reader, value);
    else if (reader.take("[")) {
      value = { ".": { left: value, attr: unquote(reader.next().value) } };
      reader.expect("]");
    } else return value;
  }
}

function readAccess(reader: Reader, left: CedarExpression): CedarExpression {
  const name = reader.next().value;
  if (!reader.take("(")) return { ".": { left, attr: name } };
  const argument = readOr(reader);
  reader.expect(")");
  if (name === "contains" || name === "containsAny") return binary(name, left, argument);
  if (name === "isInRange") return { isInRange: [left, argument] };
  throw new CedarSyntaxError(`\`${name}\` has no form here`);
}

function readPrimary(reader: Reader): CedarExpression {
  const { kind, value } = reader.next();
  if (kind === "text") return valueOf(unquote(value));
  if (kind === "number") return valueOf(Number(value));
  if (value === "true" || value === "false") return valueOf(value === "true");
  if (VARIABLES.has(value)) return { Var: value as "principal" };
  if (value === "(") return closing(reader, ")");
  if (value === "[") return readSet(reader);
  if (value === "ip" && reader.take("(")) return { ip: [closing(reader, ")")] };
  if (kind !== "word" || value === "if") throw new CedarSyntaxError(`\`${value}\` has no form here`);
  const { type, id } = readEntity(reader, value);
  return entityOf(type, id);
}

function closing(reader: Reader, end: string): CedarExpression {
  const inner = readOr(reader);
  reader.expect(end);
  return inner;
}

function readSet(reader: Reader): CedarExpression {
  const items: CedarExpression[] = [];
  while (!reader.take("]")) {
    items.push(readOr(reader));
    if (reader.peek() !== "]") reader.expect(",");
  }
  return setOf(items);
}
