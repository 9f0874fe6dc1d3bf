// Conditions of a policy: lists, `all`, `any`, `not` and leaves. Unknown attributes and operators, values of the wrong
// shape and trees that are too deep are refused where they stand.

import { pointerTo } from "../../kernel/violations.ts";
import { findAttribute, type Attribute } from "../attributes.ts";
import { prepareOperator } from "../operators.ts";
import { LIMITS, type Condition, type ConditionLeaf, type Conditions } from "../policy-document.ts";
import { openZone, type Zone } from "../zone.ts";
import type { Fields, Refusals } from "./refusals.ts";

const LEAF_FIELDS: ReadonlySet<string> = new Set(["attribute", "operator", "value"]);
const BRANCHES = ["all", "any", "not"] as const;
const MOST_PARTS = LIMITS.valuesPerList;
// Values are read with a zone to see whether they can be; which one makes no difference to that.
const ANY_ZONE = openZone("UTC") as Zone;

export interface Place {
  readonly pointer: string;
  readonly depth: number;
}

export function parseConditions(value: unknown, pointer: string, refusals: Refusals): Conditions {
  const place = { pointer, depth: 1 };
  return Array.isArray(value) ? parseParts(value, place, refusals) : parseCondition(value, place, refusals);
}

function parseParts(value: unknown, { pointer, depth }: Place, refusals: Refusals): readonly Condition[] {
  return refusals
    .itemsOf(value, pointer, { least: 1, most: MOST_PARTS })
    .map((part, at) => parseCondition(part, { pointer: pointerTo(pointer, at), depth: depth + 1 }, refusals));
}

const NOTHING: Condition = { all: [] };

function parseCondition(value: unknown, place: Place, refusals: Refusals): Condition {
  if (refusals.isFull) return NOTHING;
  if (place.depth > LIMITS.nesting) {
    refusals.add(place.pointer, `conditions nest at most ${LIMITS.nesting} deep`);
    return NOTHING;
  }
  const branch = branchOf(value);
  if (branch === null) return parseLeaf(value, place.pointer, refusals);
  const fields = refusals.fieldsOf(value, place.pointer, new Set([branch]));
  const inner = { pointer: pointerTo(place.pointer, branch), depth: place.depth };
  if (branch === "all") return { all: parseParts(fields?.["all"], inner, refusals) };
  if (branch === "any") return { any: parseParts(fields?.["any"], inner, refusals) };
  return { not: parseCondition(fields?.["not"], { ...inner, depth: place.depth + 1 }, refusals) };
}

function branchOf(value: unknown): (typeof BRANCHES)[number] | null {
  if (typeof value !== "object" || value === null) return null;
  return BRANCHES.find((name) => Object.hasOwn(value, name)) ?? null;
}

function parseLeaf(value: unknown, pointer: string, refusals: Refusals): Condition {
  const fields = refusals.fieldsOf(value, pointer, LEAF_FIELDS);
  if (fields === null) return NOTHING;
  const attribute = typeof fields["attribute"] === "string" ? findAttribute(fields["attribute"]) : null;
  if (attribute === null) refusals.add(`${pointer}/attribute`, "there is no such attribute");
  if (typeof fields["operator"] !== "string") refusals.add(`${pointer}/operator`, "expected a text");
  else if (attribute !== null) judgeLeaf({ attribute, fields, pointer }, refusals);
  return toLeaf(fields);
}

function toLeaf(fields: Fields): Condition {
  const { attribute, operator, value } = fields as unknown as ConditionLeaf;
  return operator === "exists" && value === undefined
    ? { attribute, operator, value: true }
    : { attribute, operator, value };
}

interface LeafPlace {
  readonly attribute: Attribute;
  readonly fields: Fields;
  readonly pointer: string;
}

function judgeLeaf({ attribute, fields, pointer }: LeafPlace, refusals: Refusals): void {
  const operator = fields["operator"] as string;
  const value = operator === "exists" && fields["value"] === undefined ? true : fields["value"];
  const prepared = prepareOperator(operator, attribute.type, { value, zone: ANY_ZONE });
  if (!prepared.ok) return refusals.add(pointerTo(pointer, prepared.fault.at), prepared.fault.message);
  judgeClosedSet({ attribute, fields, pointer }, refusals);
}

const WHOLE_VALUE: ReadonlySet<string> = new Set(["equals", "not_equals", "in", "not_in"]);

/** A value that the attribute never has is a slip of the pen, and a condition with it would say the opposite. */
function judgeClosedSet({ attribute, fields, pointer }: LeafPlace, refusals: Refusals): void {
  const { values } = attribute;
  if (values === undefined || !WHOLE_VALUE.has(fields["operator"] as string)) return;
  const written = (Array.isArray(fields["value"]) ? fields["value"] : [fields["value"]]) as readonly string[];
  const odd = written.find((value) => !values.includes(value));
  if (odd !== undefined)
    refusals.add(`${pointer}/value`, `\`${odd.slice(0, 100)}\` is none of ${values.join(", ")}`);
}
