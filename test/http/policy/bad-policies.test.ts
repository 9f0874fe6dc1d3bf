// Policies and bodies that are wrong: each is refused with the place that is wrong, and nothing changes: no version, no epoch.

import { describe, expect, it } from "vitest";
import { expectNoChange, POLICY, put } from "../../support/access.ts";
import { createWorld, sendTo } from "../../support/world.ts";

const INVALID = { status: 400, code: "request.invalid" };

const when = (attribute: string, operator: string, value?: unknown) => ({
  ...POLICY,
  conditions: [{ attribute, operator, value }],
});

function nested(depth: number, wrap: (inner: unknown) => unknown): unknown {
  let inner: unknown = { attribute: "context.country", operator: "equals", value: "DE" };
  for (let level = 1; level < depth; level++) inner = wrap(inner);
  return inner;
}

const negated = (inner: unknown) => ({ not: inner });
const listed = (inner: unknown) => ({ all: [inner] });

describe("a policy", () => {
  it.each([
    ["an unknown operator", when("context.country", "resembles", "DE"), "/conditions/0/operator"],
    ["an unknown attribute", when("context.mood", "equals", "good"), "/conditions/0/attribute"],
    [
      "an operator that is no text",
      { ...POLICY, conditions: { attribute: "context.ip", operator: 1 } },
      "/conditions/operator",
    ],
    [
      "an operator that the type has not",
      when("context.mfa_verified", "starts_with", "t"),
      "/conditions/0/operator",
    ],
    ["a value of another type", when("context.hour_of_day", "equals", "nine"), "/conditions/0/value"],
    ["an empty list of values", when("context.country", "in", []), "/conditions/0/value"],
    [
      "a value that the attribute never has",
      when("context.day_of_week", "equals", "Monday"),
      "/conditions/0/value",
    ],
    ["a network that is none", when("context.ip", "in_cidr", ["10.0.0.0/33"]), "/conditions/0/value"],
    [
      "a pattern that never ends to be tried",
      when("context.country", "matches", "(a)\\1"),
      "/conditions/0/value",
    ],
    [
      "a place deep inside",
      { ...POLICY, unless: { any: [{ not: { attribute: "a/b", operator: "exists" } }] } },
      "/unless/any/0/not/attribute",
    ],
    ["an unknown action", { ...POLICY, actions: ["metrics:read", "metrics:fly"] }, "/actions/1"],
    ["an unknown family of actions", { ...POLICY, actions: ["moods:*"] }, "/actions/0"],
    ["an unknown kind of resource", { ...POLICY, resources: ["type:mood"] }, "/resources/0"],
    ["a subject of no kind", { ...POLICY, subjects: ["everyone"] }, "/subjects/0"],
    ["subjects that are no list", { ...POLICY, subjects: "*" }, "/subjects"],
    ["no subject", { ...POLICY, subjects: [] }, "/subjects"],
    ["another effect", { ...POLICY, effect: "maybe" }, "/effect"],
    ["a field that does not exist", { ...POLICY, "prio/rity~": 1 }, "/prio~1rity~0"],
    ["an id of another type", { ...POLICY, policy_id: 7 }, "/policy_id"],
    [
      "conditions too deep",
      { ...POLICY, conditions: nested(17, negated) },
      `/conditions${"/not".repeat(16)}`,
    ],
    [
      "more than 64 KB",
      when(
        "context.country",
        "in",
        Array.from({ length: 1_000 }, () => "x".repeat(80)),
      ),
      "",
    ],
  ] as const)("with %s", async (_what, json, pointer) => {
    const world = await createWorld();
    await expectNoChange(world, async () => sendTo(world, "PUT /v1/policies/p", { json }), {
      ...INVALID,
      pointer,
    });
  });

  it("may nest its conditions 16 deep", async () => {
    const world = await createWorld();
    await put(world, "policies/p", { ...POLICY, conditions: nested(16, negated) });
    await put(world, "policies/q", { ...POLICY, conditions: nested(16, listed) });
    const seen = await sendTo(world, "GET /v1/policies/q");
    expect(seen.json.conditions).toEqual(nested(16, listed));
  });

  it("with all that is wrong, tells every place at once", async () => {
    const world = await createWorld();
    const json = { effect: "x", subjects: ["x"], actions: ["x"], resources: ["x"] };
    const ask = async () => sendTo(world, "PUT /v1/policies/p", { json });
    const { json: problem } = await expectNoChange(world, ask, INVALID);
    const pointers = problem.violations.map(({ pointer }: { pointer: string }) => pointer);
    expect(pointers).toEqual(["/effect", "/subjects/0", "/actions/0", "/resources/0"]);
  });
});

describe("a body", () => {
  const send = async (body: string) => {
    const world = await createWorld();
    const headers = { "content-type": "application/json" };
    return { world, ask: async () => sendTo(world, "PUT /v1/policies/p", { body, headers }) };
  };

  it("that nests without end", async () => {
    const { world, ask } = await send(`{"effect":"deny","conditions":${"[".repeat(100_000)}`);
    const pointer = `/conditions${"/0".repeat(31)}`;
    await expectNoChange(world, ask, { status: 400, code: "request.malformed", pointer });
  });

  it("of 10 MB", async () => {
    const { world, ask } = await send(JSON.stringify({ ...POLICY, description: "x".repeat(10_485_760) }));
    await expectNoChange(world, ask, { status: 413, code: "request.too_large", pointer: "" });
  });

  it.each(["[]", "null", '"text"', "7"])("that is %s", async (body) => {
    const { world, ask } = await send(body);
    await expectNoChange(world, ask, INVALID);
  });

  it.each(["", "{", '{"effect":'])("that is no JSON: `%s`", async (body) => {
    const { world, ask } = await send(body);
    await expectNoChange(world, ask, { status: 400, code: "request.malformed" });
  });
});
