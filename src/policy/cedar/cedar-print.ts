// Cedar's JSON form as policy text, for people and for export. Every operation stands in parentheses, so that no reader
// needs to know which binds tighter.

import type { CedarBinary, CedarExpression, CedarPolicy, CedarScope, EntityName } from "./cedar-policy.ts";
import { quote } from "./cedar-tokens.ts";

export function printCedar(
  id: string,
  { effect, principal, action, resource, conditions }: CedarPolicy,
): string {
  const scopes = [
    `principal${printScope(principal)}`,
    `action${printScope(action)}`,
    `resource${printScope(resource)}`,
  ];
  const clauses = conditions.map(({ kind, body }) => `\n${kind} { ${print(body)} }`).join("");
  return `@id(${quote(id)})\n${effect} (\n  ${scopes.join(",\n  ")}\n)${clauses};\n`;
}

const printEntity = ({ type, id }: EntityName): string => `${type}::${quote(id)}`;

function printScope(scope: CedarScope): string {
  if (scope.op === "All") return "";
  if (scope.op === "is") return ` is ${scope.entity_type}`;
  if ("entities" in scope) return ` in [${scope.entities.map(printEntity).join(", ")}]`;
  return ` ${scope.op} ${printEntity(scope.entity)}`;
}

const METHODS: ReadonlySet<string> = new Set(["contains", "containsAny"]);

function print(expression: CedarExpression): string {
  if ("Value" in expression) return printValue(expression.Value);
  if ("Var" in expression) return expression.Var;
  if ("!" in expression) return `!(${print(expression["!"].arg)})`;
  if ("." in expression) return `${print(expression["."].left)}[${quote(expression["."].attr)}]`;
  if ("has" in expression) return `(${print(expression.has.left)} has ${quote(expression.has.attr)})`;
  if ("Set" in expression) return `[${expression.Set.map(print).join(", ")}]`;
  if ("ip" in expression) return `ip(${expression.ip.map(print).join(", ")})`;
  if ("isInRange" in expression) {
    const [address, ...network] = expression.isInRange.map(print);
    return `${address}.isInRange(${network.join(", ")})`;
  }
  if ("like" in expression) return printLike(expression.like);
  return printBinary(expression);
}

function printValue(value: Extract<CedarExpression, { Value: unknown }>["Value"]): string {
  if (typeof value === "string") return quote(value);
  if (typeof value !== "object") return String(value);
  const { __entity: entity } = value;
  return printEntity(entity);
}

function printLike({ left, pattern }: Extract<CedarExpression, { like: unknown }>["like"]): string {
  const text = pattern
    .map((part) => (part === "Wildcard" ? "*" : quote(part.Literal).slice(1, -1).replaceAll("*", "\\*")))
    .join("");
  return `(${print(left)} like "${text}")`;
}

type Operands = { readonly left: CedarExpression; readonly right: CedarExpression };

function printBinary(expression: CedarExpression): string {
  const [[operator, operands] = []] = Object.entries(expression) as [CedarBinary, Operands][];
  if (operator === undefined || operands === undefined)
    throw new TypeError("an expression without an operator");
  const [left, right] = [print(operands.left), print(operands.right)];
  return METHODS.has(operator) ? `${left}.${operator}(${right})` : `(${left} ${operator} ${right})`;
}
