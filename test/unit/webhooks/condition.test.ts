// Conditions on events: what each operator asks of JSON, what is unknown, what is refused, and the laws of the three values.

import { expect, test } from "vitest";
import type { Json } from "../../../src/kernel/canonical-json.ts";
import { compileCondition, judgeCondition, type Condition } from "../../../src/webhooks/condition.ts";
import { compileInterest } from "../../../src/webhooks/interest.ts";
import type { WebhookEvent } from "../../../src/webhooks/event.ts";
import { seeded } from "../telemetry/sample-tables.ts";

const ENVELOPE: Json = {
  type: "alert.firing",
  timestamp: "2026-11-23T14:00:00.000Z",
  data: {
    name: "checkout is slow",
    value: 2.5,
    zero: 0,
    acknowledged: false,
    teams: ["checkout", "payments"],
    mixed: ["a", 1],
    none: null,
    ip: "10.1.2.3",
    since: "2026-11-23T13:00:00Z",
    "odd/name": { "~": 1 },
    long: "a".repeat(257),
  },
};

const leaf = (path: string, operator: string, value?: Json): Condition =>
  value === undefined ? { path, operator } : { path, operator, value };
const holds = (condition: Condition): boolean => compileCondition(condition)(ENVELOPE);

test.each<[Condition, boolean]>([
  [leaf("/type", "equals", "alert.firing"), true],
  [leaf("/data/name", "starts_with", "checkout"), true],
  [leaf("/data/name", "matches", "checkout .*"), true],
  [leaf("/data/name", "matches", "checkout"), false],
  [leaf("/data/name", "in", ["a", "checkout is slow"]), true],
  [leaf("/data/value", "greater", 2), true],
  [leaf("/data/value", "between", [2, 2.5]), false],
  [leaf("/data/zero", "equals", 0), true],
  [leaf("/data/acknowledged", "equals", false), true],
  [leaf("/data/teams", "contains", "payments"), true],
  [leaf("/data/teams", "in", ["ops", "payments"]), true],
  [leaf("/data/teams/0", "equals", "checkout"), true],
  [leaf("/data/teams/2", "exists"), false],
  [leaf("/data/ip", "in_cidr", "10.0.0.0/8"), true],
  [leaf("/data/ip", "in_cidr", ["192.168.0.0/16"]), false],
  [leaf("/data/since", "less", "2026-11-23T13:00:01Z"), true],
  [leaf("/timestamp", "within_time", { days: ["monday"], from: "14:00", to: "14:01" }), true],
  [leaf("/data/odd~1name/~0", "equals", 1), true],
  [leaf("/data/name", "exists"), true],
  [leaf("/data/none", "exists"), false],
  [leaf("/data/none", "exists", false), true],
  [leaf("/data/missing", "exists", false), true],
])("%j is %s", (condition, expected) => {
  expect(holds(condition)).toBe(expected);
});

const UNKNOWN: readonly Condition[] = [
  leaf("/data/missing", "equals", "x"),
  leaf("/data/missing", "not_equals", "x"),
  leaf("/data/none", "not_equals", "x"),
  leaf("/data/value", "equals", "2.5"),
  leaf("/data/name", "greater", 1),
  leaf("/data/mixed", "contains", "a"),
  leaf("/data", "equals", "x"),
  leaf("/data/name", "in_cidr", "10.0.0.0/8"),
  leaf("/data/name", "less", "2026-11-23T13:00:01Z"),
  leaf("/data/long", "matches", "a*"),
  leaf("/data/constructor", "exists"),
  leaf("/data/teams/length", "equals", 2),
];

test.each(UNKNOWN)("%j is no yes", (condition) => {
  expect(holds(condition)).toBe(false);
});

test.each(UNKNOWN.filter((condition) => !("operator" in condition && condition.operator === "exists")))(
  "nor is its contrary: %j",
  (condition) => {
    expect(holds({ not: condition })).toBe(false);
    const yes = leaf("/type", "exists");
    expect([holds({ any: [condition, yes] }), holds({ all: [condition, yes] })]).toEqual([true, false]);
  },
);

const deep = (levels: number): unknown =>
  levels === 0 ? { path: "/type", operator: "exists" } : { not: deep(levels - 1) };

test.each<[string, unknown, readonly (string | number)[]]>([
  ["no object", "type = x", []],
  ["null", null, []],
  ["a path without a slash", { path: "data.x", operator: "exists" }, ["path"]],
  ["the whole envelope", { path: "", operator: "exists" }, ["path"]],
  ["an operator that does not exist", { path: "/type", operator: "like", value: "x" }, ["operator"]],
  [
    "an operator that is an inherited name",
    { path: "/type", operator: "constructor", value: "x" },
    ["operator"],
  ],
  ["a value of the wrong shape", { path: "/type", operator: "in", value: "x" }, ["value"]],
  ["a value that no reading takes", { path: "/type", operator: "in_cidr", value: "nowhere" }, ["value"]],
  [
    "a pattern that repeats by count",
    { path: "/type", operator: "matches", value: "(a{30}){30}" },
    ["value"],
  ],
  ["a pattern that is too long", { path: "/type", operator: "matches", value: "a".repeat(101) }, ["value"]],
  ["a pattern that is none", { path: "/type", operator: "matches", value: "(" }, ["value"]],
  ["`exists` of a text", { path: "/type", operator: "exists", value: "yes" }, ["value"]],
  ["a field too many", { path: "/type", operator: "exists", attribute: "x" }, ["attribute"]],
  ["two branches", { all: [{ path: "/type", operator: "exists" }], any: [] }, ["any"]],
  ["an empty list", { any: [] }, ["any"]],
  ["a wrong part", { any: [{ path: "/type", operator: "exists" }, 7] }, ["any", 1]],
  [
    "too many patterns",
    { any: Array.from({ length: 6 }, () => ({ path: "/type", operator: "matches", value: "a*" })) },
    ["any", 5],
  ],
  ["a nest too deep", deep(40), []],
  [
    "too many leaves",
    {
      all: [
        { any: Array.from({ length: 50 }, () => ({ path: "/a", operator: "exists" })) },
        { path: "/b", operator: "exists" },
      ],
    },
    ["all", 1],
  ],
])("refuses %s, and says where", (_what, condition, path) => {
  expect(judgeCondition(condition).map((slip) => slip.path)).toEqual([path]);
});

test("a hostile nest is refused without reading it to its end", () => {
  expect(judgeCondition(deep(5_000))).toHaveLength(1);
});

test("a condition that was never judged is a bug", () => {
  expect(() => compileCondition({ path: "x", operator: "exists" })).toThrow(TypeError);
});

test("an endpoint wants events of its types that meet its condition", () => {
  const wants = compileInterest({
    event_types: ["key.*"],
    condition: leaf("/data/name", "equals", "collector"),
  });
  const event = (type: WebhookEvent["type"], name: string): WebhookEvent => ({
    id: "evt_1",
    type,
    atMs: 0,
    data: { key_id: "key_1", name },
    tenantId: "ten_1",
    key: null,
  });
  expect(wants(event("key.revoked", "collector"))).toBe(true);
  expect(wants(event("key.revoked", "other"))).toBe(false);
  expect(wants(event("policy.changed", "collector"))).toBe(false);
});

type Pick = <T>(items: readonly T[]) => T;

function randomCondition(pick: Pick, depth: number): Condition {
  const kind = depth === 0 ? "leaf" : pick(["leaf", "leaf", "all", "any", "not"]);
  if (kind === "not") return { not: randomCondition(pick, depth - 1) };
  const parts = () => Array.from({ length: pick([1, 2, 3]) }, () => randomCondition(pick, depth - 1));
  if (kind === "all") return { all: parts() };
  if (kind === "any") return { any: parts() };
  return pick([
    leaf("/data/value", "greater", 2),
    leaf("/data/value", "less", 2),
    leaf("/data/missing", "equals", "x"),
    leaf("/data/none", "exists"),
    leaf("/data/teams", "contains", "ops"),
    leaf("/type", "exists"),
  ]);
}

/** Every `not` pushed down to the leaves by De Morgan. */
function pushed(condition: Condition, isNegated: boolean): Condition {
  if ("not" in condition) return pushed(condition.not, !isNegated);
  if ("all" in condition || "any" in condition) {
    const parts = ("all" in condition ? condition.all : condition.any).map((part) => pushed(part, isNegated));
    return "all" in condition === isNegated ? { any: parts } : { all: parts };
  }
  return isNegated ? { not: condition } : condition;
}

test("conditions obey De Morgan, order of parts does not matter, and nothing is true with its contrary", () => {
  const seed = Date.now() % 1_000_000_000;
  console.log(`seed ${seed}`);
  const random = seeded(seed);
  const pick: Pick = (items) => items[Math.floor(random() * items.length)] as (typeof items)[number];
  let held = 0;
  for (let round = 0; round < 1_000; round++) {
    const condition = randomCondition(pick, 3);
    const isHeld = holds(condition);
    const reversed = JSON.parse(JSON.stringify(condition), (_, value) =>
      Array.isArray(value) && value.every((part) => typeof part === "object") ? value.toReversed() : value,
    );
    const laws = [holds(pushed(condition, false)), holds(reversed), isHeld && holds({ not: condition })];
    expect({ seed, condition, laws }).toEqual({ seed, condition, laws: [isHeld, isHeld, false] });
    if (isHeld) held += 1;
  }
  expect(held).toBeGreaterThan(100);
});
