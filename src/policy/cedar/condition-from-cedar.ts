// Expressions of Cedar as conditions of ours: comparisons of an attribute with what is written, and how they are joined.

import { findAttribute } from "../attributes.ts";
import type { Condition, ConditionValue } from "../policy-document.ts";
import type { CedarBinary, CedarExpression, CedarPattern } from "./cedar-policy.ts";

/** Thrown for what our language cannot say. */
export class NotInOurs extends Error {}

/** The end of the year 9999. */
const LAST_INSTANT_MS = 253_402_300_799_999;

type Operands = { readonly left: CedarExpression; readonly right: CedarExpression };
type Scalar = string | number | boolean;

const FLIPPED: Readonly<Record<string, CedarBinary>> = {
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
  "==": "==",
  "!=": "!=",
};
const NAMES: Readonly<Record<string, string>> = {
  "==": "equals",
  "!=": "not_equals",
  "<": "less",
  "<=": "less_or_equal",
  ">": "greater",
  ">=": "greater_or_equal",
};

export function conditionFromCedar(expression: CedarExpression): Condition {
  // Everybody has an id: this holds always, or never.
  if ("Value" in expression && typeof expression.Value === "boolean")
    return { attribute: "principal.id", operator: "exists", value: expression.Value };
  if ("!" in expression) return { not: conditionFromCedar(expression["!"].arg) };
  if ("." in expression) return leaf(expression, "equals", true);
  if ("has" in expression) return leaf({ ".": expression.has }, "exists", true);
  if ("like" in expression) return fromLike(expression.like);
  if ("isInRange" in expression) return fromRange(expression.isInRange);
  const [[operator, operands] = []] = Object.entries(expression) as [CedarBinary, Operands][];
  if (operator === undefined || operands === undefined || !("left" in Object(operands)))
    throw new NotInOurs("a value alone is no condition");
  return fromBinary(operator, operands);
}

function fromBinary(operator: CedarBinary, { left, right }: Operands): Condition {
  if (operator === "&&") return { all: [...flat(left, "&&"), conditionFromCedar(right)] };
  if (operator === "||") return { any: [...flat(left, "||"), conditionFromCedar(right)] };
  if (operator === "in") return fromMembership(left, right);
  if (operator === "contains" || operator === "containsAny") return fromContains(left, right);
  if (!isPath(left) && isPath(right))
    return fromBinary(FLIPPED[operator] ?? operator, { left: right, right: left });
  return leaf(left, NAMES[operator] ?? operator, scalarOf(right));
}

/** A chain of one operator reads as one list. */
function flat(expression: CedarExpression, operator: "&&" | "||"): readonly Condition[] {
  const operands = (expression as Readonly<Record<string, Operands | undefined>>)[operator];
  if (operands === undefined) return [conditionFromCedar(expression)];
  return [...flat(operands.left, operator), conditionFromCedar(operands.right)];
}

const isPath = (expression: CedarExpression): boolean => "." in expression;

function leaf(path: CedarExpression, operator: string, value: ConditionValue): Condition {
  const attribute = attributeOf(path);
  const isInstant = findAttribute(attribute)?.type === "instant" && typeof value === "number";
  return { attribute, operator, value: isInstant ? instantText(value) : value };
}

/** Cedar's times are numbers here: milliseconds since 1970. */
function instantText(timeMs: number): string {
  if (Math.abs(timeMs) > LAST_INSTANT_MS) throw new NotInOurs(`${timeMs} is no instant`);
  return new Date(timeMs).toISOString();
}

/** `context.ip` and `resource.labels["tier"]`, by our names. */
function attributeOf(path: CedarExpression): string {
  const steps: string[] = [];
  let at = path;
  while ("." in at) {
    steps.unshift(at["."].attr);
    at = at["."].left;
  }
  if (!("Var" in at) || steps.length === 0) throw new NotInOurs("only attributes are compared");
  const [first = "", ...rest] = steps;
  return [at.Var, at.Var === "resource" && first === "labels" ? "label" : first, ...rest].join(".");
}

function scalarOf(expression: CedarExpression): Scalar {
  if ("Value" in expression && typeof expression.Value !== "object") return expression.Value;
  throw new NotInOurs("an attribute is compared with a written value");
}

function itemsOf(expression: CedarExpression): readonly string[] | readonly number[] {
  if (!("Set" in expression)) throw new NotInOurs("a list is written out");
  return expression.Set.map(scalarOf) as readonly string[] | readonly number[];
}

function fromContains(left: CedarExpression, right: CedarExpression): Condition {
  if ("Set" in left) return leaf(right, "in", itemsOf(left));
  return "Set" in right ? leaf(left, "in", itemsOf(right)) : leaf(left, "contains", scalarOf(right));
}

const MEMBERSHIPS: Readonly<Record<string, string>> = {
  Group: "principal.groups",
  Role: "principal.roles",
};

function fromMembership(left: CedarExpression, right: CedarExpression): Condition {
  if (!("Var" in left) || left.Var !== "principal") throw new NotInOurs("only a principal is `in` something");
  const named = "Set" in right ? right.Set : [right];
  const conditions = named.map((one): Condition => {
    if (!("Value" in one) || typeof one.Value !== "object")
      throw new NotInOurs("a principal is in something written");
    const { __entity: entity } = one.Value;
    const { type, id } = entity;
    if (type === "User" || type === "Key") return principalIs(type === "User" ? "user" : "key", id);
    const attribute = MEMBERSHIPS[type];
    if (attribute === undefined) throw new NotInOurs(`nobody is in a \`${type}\``);
    return { attribute, operator: "contains", value: id };
  });
  return { any: conditions };
}

function principalIs(kind: string, id: string): Condition {
  const isKind = { attribute: "principal.kind", operator: "equals", value: kind };
  return { all: [isKind, { attribute: "principal.id", operator: "equals", value: id }] };
}

function fromLike({
  left,
  pattern,
}: {
  readonly left: CedarExpression;
  readonly pattern: readonly CedarPattern[];
}): Condition {
  const literals = pattern.filter((part) => part !== "Wildcard").map(({ Literal }) => Literal);
  const shape = pattern
    .map((part) => (part === "Wildcard" ? "*" : "x"))
    .join("")
    .replace(/x+/g, "x");
  const operator = { x: "equals", "x*": "starts_with", "*x": "ends_with", "*x*": "contains" }[shape];
  if (operator !== undefined) return leaf(left, operator, literals.join(""));
  const expression = pattern.map((part) => (part === "Wildcard" ? "[^]*" : escaped(part.Literal))).join("");
  return leaf(left, "matches", expression.replaceAll("[^]*", "(.|\\n)*"));
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

function fromRange([address, network]: readonly CedarExpression[]): Condition {
  const [written] = network !== undefined && "ip" in network ? network.ip : [];
  if (address === undefined || written === undefined) throw new NotInOurs("a network is written out");
  return leaf(address, "in_cidr", scalarOf(written));
}
