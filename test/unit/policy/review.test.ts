// What is told about a set before it is in force: findings, differences, simulations, explanations.

import { describe, expect, test } from "vitest";
import type { Subject } from "../../../src/policy/access-request.ts";
import { analyse, analyseChanges } from "../../../src/policy/analyse/analyse.ts";
import type { Finding } from "../../../src/policy/analyse/finding.ts";
import { NO_POLICIES, type PolicyState } from "../../../src/policy/compile/compile.ts";
import { explain } from "../../../src/policy/explain.ts";
import type { Conditions, PolicyDocument } from "../../../src/policy/policy-document.ts";
import { simulate } from "../../../src/policy/simulate.ts";
import { TEMPLATES } from "../../../src/policy/templates.ts";
import { allowWhen, ask, compiledOf, NOON_MS } from "../../support/policy-requests.ts";

const admin: Subject = { kind: "user", id: "root", roles: ["admin"], scopes: [] };

function findingsOf(
  policies: readonly PolicyDocument[],
  rest: Partial<PolicyState> = {},
  admins = [admin],
): string[] {
  const state = { ...NO_POLICIES, policies, ...rest };
  return analyse(state, { admins, nowMs: NOON_MS }).map(({ code, pointer }: Finding) => `${code} ${pointer}`);
}

const hour = (operator: string, value: number | number[]) => ({
  attribute: "context.hour_of_day",
  operator,
  value,
});
const country = (operator: string, value: string | string[]) => ({
  attribute: "context.country",
  operator,
  value,
});

describe("analysis", () => {
  const IMPOSSIBLE: readonly (readonly [Conditions, string])[] = [
    [[country("equals", "DE"), country("equals", "US")], "/1"],
    [[country("in", ["DE", "FR"]), country("not_in", ["FR", "DE"])], "/1"],
    [[country("equals", "DE"), country("starts_with", "U")], "/1"],
    [[hour("between", [17, 9])], "/0"],
    [[hour("between", [9, 9])], "/0"],
    [hour("equals", 24), ""],
    [[hour("greater", 17), hour("less", 9)], "/1"],
    [
      [
        { attribute: "principal.clearance", operator: "greater", value: 3 },
        { attribute: "principal.clearance", operator: "less_or_equal", value: 3 },
      ],
      "/1",
    ],
    [
      [
        { attribute: "context.mfa_verified", operator: "equals", value: true },
        { attribute: "context.mfa_verified", operator: "equals", value: false },
      ],
      "/1",
    ],
    [[country("equals", "DE"), { attribute: "context.country", operator: "exists", value: false }], "/1"],
    [{ all: [country("equals", "DE"), { all: [country("not_equals", "DE")] }] }, "/all/1/all/0"],
  ];

  test.each(IMPOSSIBLE)("%j can never hold", (conditions, pointer) => {
    expect(findingsOf([allowWhen(conditions)])).toEqual([`never_matches /policies/0/conditions${pointer}`]);
  });

  test.each([
    [[country("equals", "DE"), country("in", ["DE", "US"])]],
    [[hour("between", [9, 17]), hour("not_equals", 12)]],
    [
      [
        { attribute: "principal.clearance", operator: "greater", value: 3 },
        { attribute: "principal.clearance", operator: "less", value: 4 },
      ],
    ],
    [{ any: [country("equals", "DE"), country("equals", "US")] }],
    [
      [
        { attribute: "principal.groups", operator: "contains", value: "a" },
        { attribute: "principal.groups", operator: "contains", value: "b" },
      ],
    ],
  ])("%j can hold", (conditions) => {
    expect(findingsOf([allowWhen(conditions)])).toEqual([]);
  });

  test("an allow under an unconditional denial is shadowed, and only then", () => {
    const deny = {
      policy_id: "d",
      effect: "deny",
      subjects: ["group:ops"],
      actions: ["dashboards:*"],
      resources: ["type:dashboard"],
    } as const;
    const allow = {
      ...deny,
      policy_id: "a",
      effect: "allow",
      actions: ["dashboards:view"],
      resources: ["dashboard:dsh_1"],
    } as const;
    expect(findingsOf([deny, allow])).toEqual(["shadowed /policies/1"]);
    expect(findingsOf([{ ...deny, conditions: [country("equals", "DE")] }, allow])).toEqual([]);
    expect(findingsOf([deny, { ...allow, subjects: ["group:ops", "group:dev"] }])).toEqual([]);
    expect(findingsOf([deny, { ...allow, actions: ["dashboards:view", "reports:view"] }])).toEqual([]);
  });

  test("a policy that another already covers is unreachable; of two alike the later one is", () => {
    const { conditions: _, ...wide } = allowWhen([], { policy_id: "wide", subjects: ["group:ops"] });
    const narrow = allowWhen([country("equals", "DE")], { policy_id: "narrow", subjects: ["group:ops"] });
    expect(findingsOf([narrow, wide])).toEqual(["unreachable /policies/0"]);
    expect(findingsOf([wide, { ...wide, policy_id: "again" }])).toEqual(["unreachable /policies/1"]);
  });

  test("a role that nobody can hold is told", () => {
    expect(
      findingsOf([allowWhen([country("equals", "DE")], { subjects: ["role:viewer", "role:ghost"] })]),
    ).toEqual(["unknown_role /policies/0/subjects/1"]);
  });
});

describe("what a change brought", () => {
  const policyOf = (at: number, rest: Partial<PolicyDocument> = {}): PolicyDocument => ({
    policy_id: `p${at}`,
    effect: "allow",
    subjects: ["*"],
    actions: ["dashboards:view"],
    resources: [`dashboard:d${at}`],
    ...rest,
  });
  const many = Array.from({ length: 10_000 }, (_, at) => policyOf(at));
  const broughtBy = (policies: readonly PolicyDocument[], ids: readonly string[]): string[] => {
    const changes = ids.map((id) => ({ kind: "policy", id, document: {} }) as const);
    return analyseChanges({ ...NO_POLICIES, policies }, changes).map(
      ({ code, pointer }) => `${code} ${pointer}`,
    );
  };

  test("by one policy among 10,000 is found whole", () => {
    expect(broughtBy(many, ["p9999"])).toEqual([]);
    expect(broughtBy([...many, policyOf(9_999, { policy_id: "again" })], ["again"])).toEqual([
      "unreachable /policies/10000",
    ]);
    const never = policyOf(3, { policy_id: "never", conditions: [hour("equals", 24)] });
    expect(broughtBy([...many, never], ["never"])).toEqual([
      "never_matches /policies/10000/conditions/0",
      "unreachable /policies/10000",
    ]);
  });

  test("by 10,000 policies that all look alike is bounded, and says so", () => {
    expect(
      broughtBy(
        many,
        many.map(({ policy_id }) => policy_id),
      ),
    ).toEqual(["incomplete "]);
    const everything = policyOf(0, { policy_id: "wide", resources: ["*"] });
    const told = broughtBy([...many, everything], ["wide"]);
    expect(told).toHaveLength(50);
    expect(told[0]).toBe("unreachable /policies/0");
    expect(told.at(-1)).toBe("incomplete ");
  });

  test("by large lists costs no more: what they are compared with is counted by their length", () => {
    const ids = Array.from({ length: 1_000 }, (_, at) => `group:g${at}`);
    const large = Array.from({ length: 200 }, (_, at) => policyOf(at, { subjects: [...ids, `user:u${at}`] }));
    expect(
      broughtBy(
        large,
        large.map(({ policy_id }) => policy_id),
      ),
    ).toEqual(["incomplete "]);
  });
});

describe("the last admin", () => {
  const denyAll = (rest: Partial<PolicyDocument>): PolicyDocument => ({
    policy_id: "d",
    effect: "deny",
    subjects: ["*"],
    actions: ["*"],
    resources: ["*"],
    ...rest,
  });
  const LOCKED = ["locks_out_admins /policies"];

  test.each([
    ["everything denied to everyone", denyAll({}), LOCKED],
    ["users denied to admins", denyAll({ subjects: ["role:admin"], actions: ["users:manage"] }), LOCKED],
    [
      "a condition that every admin meets",
      denyAll({ conditions: [{ attribute: "principal.kind", operator: "equals", value: "user" }] }),
      LOCKED,
    ],
    [
      "a condition that errs for every admin",
      denyAll({ conditions: [{ attribute: "principal.department", operator: "equals", value: "x" }] }),
      LOCKED,
    ],
    ["what MFA satisfies", TEMPLATES.find(({ name }) => name === "soc2_mfa")?.policies[0] ?? denyAll({}), []],
    [
      "what a network satisfies",
      denyAll({ unless: [{ attribute: "context.from_trusted_network", operator: "equals", value: true }] }),
      [],
    ],
    ["what an hour satisfies", denyAll({ unless: [hour("between", [9, 17])] }), []],
    ["another principal", denyAll({ subjects: ["user:eve"] }), []],
    ["another action", denyAll({ actions: ["metrics:*"] }), []],
  ] as const)("%s: %#", (_, policy, findings) => {
    expect(findingsOf([policy])).toEqual(findings);
  });

  test("one of two admins who keeps the way in is enough", () => {
    const policy = denyAll({ subjects: ["user:root"] });
    expect(findingsOf([policy], {}, [admin])).toEqual(LOCKED);
    expect(findingsOf([policy], {}, [admin, { ...admin, id: "second" }])).toEqual([]);
  });

  test("an admin by a grant that has ended is none", () => {
    const byGrant: Subject = { ...admin, roles: [] };
    const grant = { id: "g", subject: "user:root", role: "admin", scope: null };
    const ends = (expires_at: string | null): string[] =>
      findingsOf([], { grants: [{ ...grant, expires_at }] }, [byGrant]);
    expect(ends(null)).toEqual([]);
    expect(ends("2026-01-01T00:00:00Z")).toEqual(LOCKED);
  });
});

test("a simulation counts and lists who gains, who loses and whose rows change", () => {
  const current = compiledOf({ policies: [allowWhen([], { subjects: ["user:ada"] })] });
  const draft = compiledOf({
    policies: [
      allowWhen([], { subjects: ["user:bob"] }),
      allowWhen([], { policy_id: "q", subjects: ["user:cy"], resources: ["environment:dev"] }),
    ],
  });
  const recorded = ["ada", "bob", "cy", "dan"].map((id, at) => ({
    request: ask({ principal: { id }, resource: { isUnread: true } }),
    effect: id === "ada" || id === "dan" ? ("allow" as const) : ("deny" as const),
    count: at + 1,
  }));
  const result = simulate(draft, current, recorded);
  expect(result).toMatchObject({ requests: 4, decisions: 10, disagreements: 1 });
  expect(result.gained).toMatchObject({ requests: 2, decisions: 5, principals: 2 });
  expect(result.gained.listed.map(({ request }) => request.principal.id)).toEqual(["cy", "bob"]);
  expect(result.lost).toMatchObject({ requests: 1, decisions: 1, principals: 1 });
  expect(simulate(current, draft, recorded).gained.requests).toBe(1);
  expect(simulate(current, current, recorded)).toMatchObject({
    gained: { requests: 0 },
    lost: { requests: 0 },
  });
});

test("an explanation shows each condition with its value and what was found", () => {
  const policies = [
    allowWhen([country("equals", "DE"), { any: [hour("less", 9), { not: hour("between", [9, 17]) }] }], {
      policy_id: "a",
    }),
    allowWhen([country("equals", "US")], { policy_id: "b" }),
  ];
  const {
    decision,
    policies: told,
    candidates,
  } = explain(compiledOf({ policies }), ask({ context: { country: "DE" } }));
  expect([decision.effect, candidates]).toEqual(["deny", 2]);
  expect(told[0]).toEqual({
    policy_id: "a",
    effect: "allow",
    outcome: "false",
    isDetermining: false,
    condition: {
      outcome: "false",
      all: [
        { outcome: "true", ...country("equals", "DE"), actual: "DE" },
        {
          outcome: "false",
          any: [
            { outcome: "false", ...hour("less", 9), actual: 12 },
            { outcome: "false", not: { outcome: "true", ...hour("between", [9, 17]), actual: 12 } },
          ],
        },
      ],
    },
  });
  const erring = explain(compiledOf({ policies }), ask());
  expect(erring.policies.map(({ outcome }) => outcome)).toEqual(["false", "error"]);
});
