// Bad documents are refused whole, with the RFC 6901 pointer of each place; the bounds hold; good ones come out as written.

import { expect, test } from "vitest";
import { parseGrant, parseRole } from "../../../src/policy/parse/parse-role.ts";
import { parsePolicySet } from "../../../src/policy/parse/parse-set.ts";
import { TEMPLATES } from "../../../src/policy/templates.ts";
import { allowWhen } from "../../support/policy-requests.ts";

const policy = allowWhen([]);
const leaf = { attribute: "context.country", operator: "equals", value: "DE" };

function nested(depth: number): unknown {
  let condition: unknown = leaf;
  for (let i = 1; i < depth; i++) condition = { not: condition };
  return condition;
}

const pointersOf = (set: unknown): readonly string[] | string => {
  const parsed = parsePolicySet(set);
  if (parsed.ok) return "accepted";
  expect(parsed.fault.code).toBe("request.invalid");
  return (parsed.fault.violations ?? []).map(({ pointer }) => pointer);
};

const withPolicy = (fields: object): object => ({ policies: [{ ...policy, ...fields }] });
const role = { name: "sre", inherits: [], actions: ["metrics:read"] };
const grant = { id: "g1", subject: "user:ada", role: "viewer", scope: null, expires_at: null };

const REFUSED: readonly (readonly [string, unknown, readonly string[]])[] = [
  ["a list", [], [""]],
  ["nothing", null, [""]],
  ["an unknown field", { policies: [], extra: 1 }, ["/extra"]],
  ["a name that needs escaping", { policies: [], "a/b~c": 1 }, ["/a~1b~0c"]],
  ["policies that are no list", { policies: {} }, ["/policies"]],
  ["a policy that is a text", { policies: ["deny all"] }, ["/policies/0"]],
  ["another effect", withPolicy({ effect: "permit" }), ["/policies/0/effect"]],
  ["an id with a space", withPolicy({ policy_id: "my policy" }), ["/policies/0/policy_id"]],
  ["no subjects", withPolicy({ subjects: [] }), ["/policies/0/subjects"]],
  ["a subject of no kind", withPolicy({ subjects: ["user:ada", "everyone"] }), ["/policies/0/subjects/1"]],
  ["a wildcard within a name", withPolicy({ subjects: ["user:*"] }), ["/policies/0/subjects/0"]],
  ["an unknown action", withPolicy({ actions: ["metrics:read", "metrics:fly"] }), ["/policies/0/actions/1"]],
  ["an unknown family", withPolicy({ actions: ["moons:*"] }), ["/policies/0/actions/0"]],
  ["an unknown resource", withPolicy({ resources: ["planet:mars"] }), ["/policies/0/resources/0"]],
  [
    "a sensitivity that is none",
    withPolicy({ resources: ["sensitivity:secret"] }),
    ["/policies/0/resources/0"],
  ],
  ["conditions that are a text", withPolicy({ conditions: "true" }), ["/policies/0/conditions"]],
  ["an empty any", withPolicy({ conditions: { any: [] } }), ["/policies/0/conditions/any"]],
  [
    "two branches at once",
    withPolicy({ conditions: { all: [leaf], any: [leaf] } }),
    ["/policies/0/conditions/any"],
  ],
  [
    "a bad leaf deep inside",
    withPolicy({ unless: [leaf, { any: [{ not: { ...leaf, operator: "is" } }] }] }),
    ["/policies/0/unless/1/any/0/not/operator"],
  ],
  ["an id used twice", { policies: [policy, policy] }, ["/policies/1/policy_id"]],
  ["a role used twice", { roles: [role, role] }, ["/roles/1/name"]],
  ["a grant used twice", { grants: [grant, grant] }, ["/grants/1/id"]],
  ["a built-in role defined anew", { roles: [{ ...role, name: "admin" }] }, ["/roles/0/name"]],
  ["a role that gives nothing", { roles: [{ ...role, actions: [] }] }, ["/roles/0/actions"]],
  [
    "a role that inherits nothing known",
    { roles: [{ ...role, inherits: ["ghost"] }] },
    ["/roles/0/inherits/0"],
  ],
  ["a role that inherits itself", { roles: [{ ...role, inherits: ["sre"] }] }, ["/roles/0/inherits/0"]],
  [
    "roles in a circle",
    {
      roles: [
        { ...role, name: "a", inherits: ["b"] },
        { ...role, name: "b", inherits: ["viewer", "c"] },
        { ...role, name: "c", inherits: ["a"] },
      ],
    },
    ["/roles/0/inherits/0", "/roles/1/inherits/1", "/roles/2/inherits/0"],
  ],
  ["a grant of no role", { grants: [{ ...grant, role: "ghost" }] }, ["/grants/0/role"]],
  ["a grant to everyone", { grants: [{ ...grant, subject: "*" }] }, ["/grants/0/subject"]],
  [
    "a grant on two scopes",
    { grants: [{ ...grant, scope: { team: "a", folder: "b" } }] },
    ["/grants/0/scope"],
  ],
  [
    "a grant that ends some day",
    { grants: [{ ...grant, expires_at: "tomorrow" }] },
    ["/grants/0/expires_at"],
  ],
];

test.each(REFUSED)("%s is refused where it stands", (_, set, pointers) => {
  expect(pointersOf(set)).toEqual(pointers);
});

test("conditions nest sixteen deep and no deeper", () => {
  expect(pointersOf(withPolicy({ conditions: nested(16) }))).toBe("accepted");
  expect(pointersOf(withPolicy({ conditions: nested(17) }))).toEqual([
    `/policies/0/conditions${"/not".repeat(16)}`,
  ]);
});

test("a document that nests a hundred thousand deep does not exhaust the stack", () => {
  expect(pointersOf(withPolicy({ conditions: nested(100_000) }))).toEqual([""]);
});

test("a policy has a bound, and so has the set", () => {
  const long = Array.from({ length: 1_000 }, (_, i) => `country-${i}`.padEnd(80, "x"));
  expect(pointersOf(withPolicy({ conditions: [{ ...leaf, operator: "in", value: long }] }))).toEqual([
    "/policies/0",
  ]);
  const big = {
    ...policy,
    description: "x".repeat(1_000),
    conditions: [{ ...leaf, operator: "in", value: long.slice(0, 100) }],
  };
  const set = { policies: Array.from({ length: 1_200 }, (_, i) => ({ ...big, policy_id: `p${i}` })) };
  expect(pointersOf(set)).toEqual([""]);
});

test("more policies than a tenant may have are refused", () => {
  expect(pointersOf({ policies: Array.from({ length: 10_001 }, () => 0) })).toEqual(["/policies"]);
});

test("a document with a thousand faults is answered with twenty", () => {
  expect(pointersOf({ policies: Array.from({ length: 1_000 }, () => ({})) })).toHaveLength(20);
});

test("good documents come out as they were written", () => {
  const set = { policies: TEMPLATES.flatMap(({ policies }) => policies), roles: [role], grants: [grant] };
  const parsed = parsePolicySet(JSON.parse(JSON.stringify(set)));
  expect(parsed.ok ? parsed.value : parsed.fault).toEqual(set);
  expect(parseRole(role).ok && parseGrant(grant).ok).toBe(true);
});
