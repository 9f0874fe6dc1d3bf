// Conditions that can never hold together: two equalities on one attribute, an empty interval, an hour past 23. Looks at
// what must hold at once; it may miss a contradiction, it never claims one that is none.

import { findAttribute } from "../attributes.ts";
import { parseInstant, prepareOperator } from "../operators.ts";
import type { Condition, ConditionLeaf, Conditions } from "../policy-document.ts";
import { openZone, type Zone } from "../zone.ts";

interface Placed {
  readonly leaf: ConditionLeaf;
  readonly pointer: string;
}

const MOST_CANDIDATES = 1_000;
const ANY_ZONE = openZone("UTC") as Zone;
/** Whole numbers: every hour there is can be tried. */
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** The pointer of a condition that makes the whole impossible, below `pointer`; null when none is found. */
export function findContradiction(conditions: Conditions, pointer: string): string | null {
  const leaves: Placed[] = [];
  collect(conditions, pointer, leaves);
  const byAttribute = Map.groupBy(leaves, ({ leaf }) => leaf.attribute);
  for (const together of byAttribute.values()) {
    const impossible = together.find(({ leaf }) => isEmptyInterval(leaf));
    if (impossible !== undefined) return impossible.pointer;
    if (!canHold(together.map(({ leaf }) => leaf))) return together.at(-1)?.pointer ?? pointer;
  }
  return null;
}

/** The leaves that must all hold. */
function collect(conditions: Conditions, pointer: string, into: Placed[]): void {
  if (Array.isArray(conditions)) {
    for (const [at, part] of (conditions as readonly Condition[]).entries())
      collect(part, `${pointer}/${at}`, into);
  } else if ("all" in conditions) collect(conditions.all, `${pointer}/all`, into);
  else if ("attribute" in conditions) into.push({ leaf: conditions, pointer });
}

function isEmptyInterval({ operator, value }: ConditionLeaf): boolean {
  if (operator !== "between") return false;
  const [low, high] = (value as readonly unknown[]).map((bound) =>
    typeof bound === "number" ? bound : (parseInstant(bound) ?? 0),
  );
  return (low ?? 0) >= (high ?? 0);
}

/** Tries every value that could satisfy them; true where that cannot be told. */
function canHold(leaves: readonly ConditionLeaf[]): boolean {
  const attribute = findAttribute(leaves[0]?.attribute ?? "");
  if (attribute === null) return true;
  const isAbsent = (leaf: ConditionLeaf): boolean => leaf.operator === "exists" && leaf.value === false;
  if (leaves.some(isAbsent)) return leaves.every(isAbsent);
  const candidates = candidatesOf(leaves, attribute.values);
  if (candidates === null) return true;
  const tests = leaves.map(({ operator, value }) => {
    const prepared = prepareOperator(operator, attribute.type, { value, zone: ANY_ZONE });
    return prepared.ok ? prepared.value : () => null;
  });
  return candidates.some((candidate) => tests.every((holds) => holds(candidate) !== false));
}

type Candidate = string | number | boolean;

/** A set of values that holds one that satisfies all, if any does; null when there is no such finite set. */
function candidatesOf(
  leaves: readonly ConditionLeaf[],
  closed: readonly string[] | undefined,
): readonly Candidate[] | null {
  const attribute = leaves[0]?.attribute ?? "";
  const type = findAttribute(attribute)?.type;
  if (closed !== undefined) return closed;
  if (attribute === "context.hour_of_day") return HOURS;
  if (type === "flag") return [true, false];
  if (type === "number") return numbersAround(leaves);
  if (type !== "text") return null;
  const pinned = leaves.find(({ operator }) => operator === "equals" || operator === "in");
  if (pinned === undefined) return null;
  return [pinned.value].flat() as Candidate[];
}

/** For each number written: it, and what lies right before and after it. */
function numbersAround(leaves: readonly ConditionLeaf[]): readonly number[] | null {
  const written = leaves.flatMap(({ value }) => [value].flat()).filter((value) => typeof value === "number");
  if (written.length === 0 || written.length * 3 > MOST_CANDIDATES) return null;
  const sorted = [...new Set(written)].sort((a, b) => a - b);
  const between = sorted.slice(1).map((high, at) => (high + (sorted[at] ?? high)) / 2);
  return [(sorted[0] ?? 0) - 1, ...sorted, ...between, (sorted.at(-1) ?? 0) + 1];
}
