// One condition in Cedar. Where our condition errs (a missing attribute) Cedar's would too, but Cedar skips such a policy
// and we count it for deny; so a condition is written with its guard, `context has ip && …`, which never errs.

import { DAYS, findAttribute, type Attribute } from "../attributes.ts";
import { parseInstant } from "../operators.ts";
import type { ConditionLeaf } from "../policy-document.ts";
import { parseWindow } from "../time-window.ts";
import {
  binary,
  every,
  not,
  setOf,
  some,
  valueOf,
  YES,
  type CedarBinary,
  type CedarExpression,
  type CedarPattern,
  type CedarValue,
} from "./cedar-policy.ts";

/** Thrown for what Cedar cannot say; the policy is then listed as not carried over. */
export class NotInCedar extends Error {}

/** What every request has: no guard is needed. */
const ALWAYS_THERE: ReadonlySet<string> = new Set([
  "principal.id",
  "principal.kind",
  "principal.groups",
  "principal.roles",
  "resource.type",
  "context.hour_of_day",
  "context.day_of_week",
  "context.time",
]);

const MINUTES_PER_HOUR = 60;

interface Place {
  readonly read: CedarExpression;
  readonly isThere: CedarExpression;
}

/** `principal.attributes.cost_center` is `principal.attributes["cost_center"]`, a label `resource.labels["tier"]`. */
function placeOf(attribute: Attribute): Place {
  const [source = "", ...rest] = attribute.name.split(".");
  const base: CedarExpression = { Var: source as "principal" | "resource" | "context" };
  const isNested = rest[0] === "attributes" || rest[0] === "label";
  const left: CedarExpression = isNested
    ? { ".": { left: base, attr: rest[0] === "label" ? "labels" : "attributes" } }
    : base;
  const attr = isNested ? rest.slice(1).join(".") : rest.join(".");
  const isThere = ALWAYS_THERE.has(attribute.name)
    ? YES
    : ({ has: { left, attr } } satisfies CedarExpression);
  return { read: { ".": { left, attr } }, isThere };
}

export interface LeafInCedar {
  readonly isThere: CedarExpression;
  /** Does not err where `isThere`. */
  readonly holds: CedarExpression;
}

export function leafToCedar(leaf: ConditionLeaf): LeafInCedar {
  const attribute = findAttribute(leaf.attribute);
  if (attribute === null) throw new NotInCedar(`there is no attribute \`${leaf.attribute}\``);
  const { read, isThere } = placeOf(attribute);
  if (leaf.operator === "exists")
    return { isThere: YES, holds: leaf.value === true ? isThere : not(isThere) };
  const write = WRITERS[leaf.operator];
  if (write === undefined) throw new NotInCedar(`Cedar has no \`${leaf.operator}\``);
  return { isThere, holds: write({ read, attribute, value: leaf.value }) };
}

interface Written {
  readonly read: CedarExpression;
  readonly attribute: Attribute;
  readonly value: ConditionLeaf["value"];
}

type Writer = (written: Written) => CedarExpression;

function literal(value: unknown, { type }: Attribute): CedarExpression {
  if (type === "instant") return valueOf(parseInstant(value) ?? 0);
  if (typeof value === "number" && !Number.isSafeInteger(value))
    throw new NotInCedar("Cedar has whole numbers only");
  return valueOf(value as CedarValue);
}

const literals = (value: unknown, attribute: Attribute): CedarExpression =>
  setOf((value as readonly unknown[]).map((item) => literal(item, attribute)));

const equals: Writer = ({ read, attribute, value }) =>
  attribute.type === "address" ? inRange(read, value) : binary("==", read, literal(value, attribute));

const isIn: Writer = ({ read, attribute, value }) =>
  attribute.type === "texts"
    ? binary("containsAny", read, literals(value, attribute))
    : binary("contains", literals(value, attribute), read);

const comparing =
  (operator: CedarBinary): Writer =>
  ({ read, attribute, value }) =>
    binary(operator, read, literal(value, attribute));

const between: Writer = ({ read, attribute, value }) => {
  const [low, high] = value as readonly [unknown, unknown];
  return every([binary(">=", read, literal(low, attribute)), binary("<", read, literal(high, attribute))]);
};

const like =
  (pattern: (text: string) => readonly CedarPattern[]): Writer =>
  ({ read, attribute, value }) =>
    attribute.type === "texts"
      ? binary("contains", read, valueOf(value as string))
      : { like: { left: read, pattern: pattern(value as string) } };

function inRange(read: CedarExpression, value: unknown): CedarExpression {
  const networks = (typeof value === "string" ? [value] : value) as readonly string[];
  return some(networks.map((network) => ({ isInRange: [read, { ip: [valueOf(network)] }] })));
}

const DAY: CedarExpression = { ".": { left: { Var: "context" }, attr: "day_of_week" } };
const HOUR: CedarExpression = { ".": { left: { Var: "context" }, attr: "hour_of_day" } };

const withinTime: Writer = ({ value }) => {
  const window = parseWindow(value);
  if (!window.ok) throw new NotInCedar(window.fault);
  const [from, to] = [window.value.fromMinute / MINUTES_PER_HOUR, window.value.toMinute / MINUTES_PER_HOUR];
  if (!Number.isInteger(from) || !Number.isInteger(to))
    throw new NotInCedar("windows within an hour have no form in Cedar");
  const onDays = (shift: number): CedarExpression => {
    const names = [...window.value.days].map((day) => valueOf(DAYS[(day + shift) % DAYS.length] ?? ""));
    return binary("contains", setOf(names), DAY);
  };
  const [after, before] = [binary(">=", HOUR, valueOf(from)), binary("<", HOUR, valueOf(to))];
  if (from < to) return every([onDays(0), after, before]);
  return some([every([onDays(0), after]), every([onDays(1), before])]);
};

const WRITERS: Readonly<Record<string, Writer>> = {
  equals,
  not_equals: (written) => not(equals(written)),
  in: isIn,
  not_in: (written) => not(isIn(written)),
  greater: comparing(">"),
  greater_or_equal: comparing(">="),
  less: comparing("<"),
  less_or_equal: comparing("<="),
  between,
  starts_with: like((text) => [{ Literal: text }, "Wildcard"]),
  ends_with: like((text) => ["Wildcard", { Literal: text }]),
  contains: like((text) => ["Wildcard", { Literal: text }, "Wildcard"]),
  in_cidr: ({ read, value }) => inRange(read, value),
  within_time: withinTime,
};
