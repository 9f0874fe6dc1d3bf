// The part of Cedar's JSON policy format that both languages share
// (docs.cedarpolicy.com/policies/json-format.html), and short ways to write its expressions.

export interface EntityName {
  readonly type: string;
  readonly id: string;
}

export type CedarExpression =
  | { readonly Value: CedarValue }
  | { readonly Var: "principal" | "action" | "resource" | "context" }
  | { readonly "!": { readonly arg: CedarExpression } }
  | {
      readonly [operator in CedarBinary]?: {
        readonly left: CedarExpression;
        readonly right: CedarExpression;
      };
    }
  | { readonly ".": { readonly left: CedarExpression; readonly attr: string } }
  | { readonly has: { readonly left: CedarExpression; readonly attr: string } }
  | { readonly like: { readonly left: CedarExpression; readonly pattern: readonly CedarPattern[] } }
  | { readonly Set: readonly CedarExpression[] }
  | { readonly ip: readonly CedarExpression[] }
  | { readonly isInRange: readonly CedarExpression[] };

export type CedarBinary =
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "&&"
  | "||"
  | "in"
  | "contains"
  | "containsAny";
export type CedarValue = string | number | boolean | { readonly __entity: EntityName };
export type CedarPattern = "Wildcard" | { readonly Literal: string };

export interface CedarClause {
  readonly kind: "when" | "unless";
  readonly body: CedarExpression;
}

export type CedarScope =
  | { readonly op: "All" }
  | { readonly op: "==" | "in"; readonly entity: EntityName }
  | { readonly op: "in"; readonly entities: readonly EntityName[] }
  | { readonly op: "is"; readonly entity_type: string };

export interface CedarPolicy {
  readonly effect: "permit" | "forbid";
  readonly principal: CedarScope;
  readonly action: CedarScope;
  readonly resource: CedarScope;
  readonly conditions: readonly CedarClause[];
}

export const YES: CedarExpression = { Value: true };
const NO: CedarExpression = { Value: false };

export const valueOf = (value: CedarValue): CedarExpression => ({ Value: value });
export const entityOf = (type: string, id: string): CedarExpression => ({
  Value: { __entity: { type, id } },
});
export const setOf = (items: readonly CedarExpression[]): CedarExpression => ({ Set: items });
export const not = (arg: CedarExpression): CedarExpression => ({ "!": { arg } });

export function binary(
  operator: CedarBinary,
  left: CedarExpression,
  right: CedarExpression,
): CedarExpression {
  return { [operator]: { left, right } };
}

function joined(
  operator: "&&" | "||",
  parts: readonly CedarExpression[],
  none: CedarExpression,
): CedarExpression {
  const [first, ...rest] = parts;
  return first === undefined ? none : rest.reduce((left, right) => binary(operator, left, right), first);
}

export const every = (parts: readonly CedarExpression[]): CedarExpression => joined("&&", parts, YES);
export const some = (parts: readonly CedarExpression[]): CedarExpression => joined("||", parts, NO);
