// Conditions as trees of closures made once from the document; no code is generated. Each node keeps what it was made
// from, so that the same tree can be asked for its outcome, explained, and turned into a row filter.

import { findAttribute, type Attribute, type Facts } from "../attributes.ts";
import { prepareOperator, type Holds } from "../operators.ts";
import type { Condition, ConditionLeaf, Conditions } from "../policy-document.ts";
import { parseResourcePattern, type AttributePattern } from "../resource-pattern.ts";
import type { Zone } from "../zone.ts";
import { ERROR, FALSE, negate, TRUE, UNKNOWN, type Outcome } from "./outcome.ts";

export type Test = (facts: Facts) => Outcome;

export interface LeafNode {
  readonly kind: "leaf";
  readonly leaf: ConditionLeaf;
  readonly attribute: Attribute;
  readonly holds: Holds;
  /** The outcome where the attribute is missing for good. */
  readonly ifMissing: Outcome;
  readonly test: Test;
}

export type ConditionNode =
  | LeafNode
  | { readonly kind: "all" | "any"; readonly parts: readonly ConditionNode[]; readonly test: Test }
  | { readonly kind: "not"; readonly part: ConditionNode; readonly test: Test };

/** What one compilation shares: conditions that read the same are one node, which stays in the processor's cache. */
export interface Workshop {
  readonly zone: Zone;
  readonly made: Map<string, ConditionNode>;
}

function once(shop: Workshop, key: string, make: () => ConditionNode): ConditionNode {
  const found = shop.made.get(key);
  if (found !== undefined) return found;
  const node = make();
  shop.made.set(key, node);
  return node;
}

export function compileConditions(conditions: Conditions, shop: Workshop): ConditionNode {
  return once(shop, JSON.stringify(conditions), () =>
    Array.isArray(conditions)
      ? combine(
          "all",
          (conditions as readonly Condition[]).map((part) => compileConditions(part, shop)),
        )
      : compileCondition(conditions as Condition, shop),
  );
}

function compileCondition(condition: Condition, shop: Workshop): ConditionNode {
  const partsOf = (parts: readonly Condition[]): readonly ConditionNode[] =>
    parts.map((part) => compileConditions(part, shop));
  if ("attribute" in condition)
    return compileLeaf(condition, { zone: shop.zone, ifMissing: missingOutcome(condition) });
  if ("all" in condition) return combine("all", partsOf(condition.all));
  if ("any" in condition) return combine("any", partsOf(condition.any));
  return negated(compileConditions(condition.not, shop));
}

export function negated(part: ConditionNode): ConditionNode {
  return { kind: "not", part, test: (facts) => negate(part.test(facts)) };
}

function missingOutcome({ operator, value }: ConditionLeaf): Outcome {
  if (operator !== "exists") return ERROR;
  return value === true ? FALSE : TRUE;
}

interface LeafSettings {
  readonly zone: Zone;
  readonly ifMissing: Outcome;
}

function compileLeaf(leaf: ConditionLeaf, { zone, ifMissing }: LeafSettings): LeafNode {
  const attribute = findAttribute(leaf.attribute);
  if (attribute === null) throw new TypeError(`a stored policy names the attribute ${leaf.attribute}`);
  const prepared = prepareOperator(leaf.operator, attribute.type, { value: leaf.value, zone });
  if (!prepared.ok) throw new TypeError(`a stored policy does not compile: ${prepared.fault.message}`);
  const [{ read }, holds, isUnknown] = [attribute, prepared.value, unknownWhenMissing(attribute)];
  const test: Test = (facts) => {
    const actual = read(facts);
    if (actual === undefined) return isUnknown(facts) ? UNKNOWN : ifMissing;
    const held = holds(actual);
    if (held === null) return ERROR;
    return held ? TRUE : FALSE;
  };
  return { kind: "leaf", leaf, attribute, holds, ifMissing, test };
}

/** What the same principal can come back with. */
const CIRCUMSTANTIAL: ReadonlySet<string> = new Set([
  "principal.mfa_verified",
  "principal.mfa_method",
  "principal.session_age_seconds",
]);

function unknownWhenMissing({ name, rowLabel }: Attribute): (facts: Facts) => boolean {
  if (rowLabel !== null) return (facts) => facts.resource.isUnread === true;
  if (name.startsWith("context.") || CIRCUMSTANTIAL.has(name))
    return (facts) => facts.context.isUnread === true;
  return () => false;
}

export function combine(kind: "all" | "any", parts: readonly ConditionNode[]): ConditionNode {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  return { kind, parts, test: kind === "all" ? allOf(parts) : anyOf(parts) };
}

/** Both, without the loop: most policies are a pair of conditions. */
function bothOf(first: Test, second: Test): Test {
  return (facts) => {
    const one = first(facts);
    if (one === FALSE) return FALSE;
    const other = second(facts);
    return other === FALSE || other > one ? other : one;
  };
}

function allOf(parts: readonly ConditionNode[]): Test {
  const [first, second, ...more] = parts;
  if (first !== undefined && second !== undefined && more.length === 0)
    return bothOf(first.test, second.test);
  return (facts) => {
    let outcome: Outcome = TRUE;
    for (const part of parts) {
      const one = part.test(facts);
      if (one === FALSE) return FALSE;
      if (one > outcome) outcome = one;
    }
    return outcome;
  };
}

function anyOf(parts: readonly ConditionNode[]): Test {
  return (facts) => {
    let outcome: Outcome = FALSE;
    for (const part of parts) {
      const one = part.test(facts);
      if (one === TRUE) return TRUE;
      if (one > outcome) outcome = one;
    }
    return outcome;
  };
}

/** Null when the patterns take in everything. */
export function compileResources(patterns: readonly string[], shop: Workshop): ConditionNode | null {
  const alternatives = patterns.map((pattern) => parseResourcePattern(pattern) ?? []);
  if (alternatives.some((equalities) => equalities.length === 0)) return null;
  // No condition's text begins so.
  return once(shop, `resources ${JSON.stringify(patterns)}`, () =>
    combine(
      "any",
      alternatives.map((equalities) => combine("all", equalities.map(compileEquality))),
    ),
  );

  function compileEquality({ attribute, value }: AttributePattern): ConditionNode {
    return compileLeaf({ attribute, operator: "equals", value }, { zone: shop.zone, ifMissing: FALSE });
  }
}
