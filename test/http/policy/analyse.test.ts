// What is told about a draft, or about what is in force, over HTTP: findings with their places; what does not parse is
// refused; nothing changes.

import { describe, expect, it } from "vitest";
import type { Answer } from "../../support/client.ts";
import { sqlIn, stateOf, tenantStub } from "../../support/objects.ts";
import { pointersOf } from "../../support/questions.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { createWorld, makeKey, sendTo, type World } from "../../support/world.ts";

const ANALYSE = "POST /v1/policy/analyse";

const policy = (policy_id: string, rest: object = {}) => ({
  policy_id,
  effect: "allow",
  subjects: ["group:ops"],
  actions: ["dashboards:*"],
  resources: ["type:dashboard"],
  ...rest,
});
const country = (value: string) => ({ attribute: "context.country", operator: "equals", value });
const EVERYTHING = { effect: "deny", subjects: ["*"], actions: ["*"], resources: ["*"] };

const analyse = (world: World, json: unknown): Promise<Answer> => sendTo(world, ANALYSE, { json });

async function findingsOf(world: World, json: unknown): Promise<string[]> {
  const answer = await analyse(world, json);
  expect(answer.status).toBe(200);
  return answer.json.findings.map(
    ({ code, severity, pointer }: Record<string, string>) => `${severity} ${code} ${pointer}`,
  );
}

describe("the findings of a draft", () => {
  it.each([
    ["a clean set", [policy("a"), policy("b", { subjects: ["group:dev"] })], []],
    [
      "two equalities that exclude each other",
      [policy("a", { conditions: [country("DE"), country("US")] })],
      ["warning never_matches /policies/0/conditions/1"],
    ],
    [
      "an exception that can never hold",
      [policy("a", { unless: [{ attribute: "context.hour_of_day", operator: "equals", value: 24 }] })],
      ["warning never_matches /policies/0/unless/0"],
    ],
    [
      "an allow under a denial of all of it",
      [
        policy("d", { effect: "deny" }),
        policy("a", { actions: ["dashboards:view"], resources: ["dashboard:x"] }),
      ],
      ["warning shadowed /policies/1"],
    ],
    [
      "an allow under a denial of a part of it",
      [policy("d", { effect: "deny", conditions: country("DE") }), policy("a")],
      [],
    ],
    [
      "a policy that a wider one already covers",
      [policy("narrow", { conditions: country("DE") }), policy("wide")],
      ["warning unreachable /policies/0"],
    ],
    [
      "a role that does not exist",
      [policy("a", { subjects: ["role:viewer", "role:ghost"] })],
      ["warning unknown_role /policies/0/subjects/1"],
    ],
    ["everything denied to everyone", [policy("d", EVERYTHING)], ["refused locks_out_admins /policies"]],
    [
      "everything denied without MFA but to keys",
      [
        policy("d", {
          ...EVERYTHING,
          unless: [{ attribute: "principal.kind", operator: "equals", value: "key" }],
        }),
      ],
      [],
    ],
  ])("%s", async (_, policies, findings) => {
    const world = await createWorld();
    expect(await findingsOf(world, { policies })).toEqual(findings);
  });

  it("are of what is in force when the draft is empty, and nothing of it changes", async () => {
    const world = await createWorld();
    const { policy_id, ...document } = policy("p", { conditions: [country("DE"), country("US")] });
    await sendTo(world, `PUT /v1/policies/${policy_id}`, { json: document });
    const before = await stateOf(world.tenant);
    expect(await findingsOf(world, {})).toEqual(["warning never_matches /policies/0/conditions/1"]);
    expect(await findingsOf(world, { policies: [] })).toEqual([]);
    const after = await stateOf(world.tenant);
    expect([after.epoch, after.version]).toEqual([before.epoch, before.version]);
    expect((await sendTo(world, "GET /v1/policies")).json.data).toHaveLength(1);
  });
});

describe("the last admin", () => {
  const keysDenied = policy("d", {
    ...EVERYTHING,
    conditions: [{ attribute: "principal.kind", operator: "equals", value: "key" }],
  });

  it("is not locked out while another admin keeps the way in, by a role or by a grant", async () => {
    const world = await createWorld();
    const locked = ["refused locks_out_admins /policies"];
    expect(await findingsOf(world, { policies: [keysDenied] })).toEqual(locked);
    await sendTo(world, "PUT /v1/users/ada", { json: { name: "Ada", roles: [] } });
    expect(await findingsOf(world, { policies: [keysDenied] })).toEqual(locked);
    const grant = { subject: "user:ada", role: "admin", scope: null, expires_at: null };
    const granted = await sendTo(world, "PUT /v1/grants/g", { json: grant });
    expect(granted.status).toBe(200);
    expect(await findingsOf(world, { policies: [keysDenied] })).toEqual([]);
    expect(await findingsOf(world, { policies: [keysDenied], grants: [] })).toEqual(locked);
  });

  it("is not an admin key that has expired", async () => {
    const world = await createWorld();
    const other = await makeKey(world, { roles: ["admin"], expires_at: "2999-01-01T00:00:00Z" });
    const [admin] = await sqlIn(
      tenantStub(world.tenant),
      "SELECT id FROM keys ORDER BY created_at_ms LIMIT 1",
    );
    const draft = { policies: [policy("d", { ...EVERYTHING, subjects: [`key:${admin?.id}`] })] };
    expect(await findingsOf(world, draft)).toEqual([]);
    await sqlIn(tenantStub(world.tenant), "UPDATE keys SET expires_at_ms = 1 WHERE id = ?", other.id);
    // Any change of access gives the isolate a new bundle.
    await sendTo(world, "PUT /v1/users/ada", { json: { name: "Ada", roles: [] } });
    expect(await findingsOf(world, draft)).toEqual(["refused locks_out_admins /policies"]);
  });
});

describe("what does not parse", () => {
  const CONDITION = { attribute: "context.country", operator: "equals", value: "DE" };
  it.each([
    [
      "an unknown attribute",
      { conditions: [{ ...CONDITION, attribute: "context.mood" }] },
      "conditions/0/attribute",
    ],
    ["an unknown operator", { conditions: [{ ...CONDITION, operator: "feels" }] }, "conditions/0/operator"],
    ["an unknown action", { actions: ["dashboards:view", "dashboards:fly"] }, "actions/1"],
    ["an unknown kind of resource", { resources: ["planet:mars"] }, "resources/0"],
    ["an odd subject", { subjects: ["everyone"] }, "subjects/0"],
    ["an odd effect", { effect: "maybe" }, "effect"],
    ["an unknown field", { priority: 1 }, "priority"],
    [
      "a value outside a closed set",
      { conditions: { attribute: "context.day_of_week", operator: "equals", value: "funday" } },
      "conditions/value",
    ],
  ])("%s is refused with its place in the draft", async (_, rest, place) => {
    const world = await createWorld();
    const draft = { policies: [policy("fine"), policy("bad", rest)] };
    for (const [target, json, at] of [
      [ANALYSE, draft, "/policies/1"],
      ["POST /v1/policy/simulate", { draft }, "/draft/policies/1"],
    ] as const) {
      const answer = await sendTo(world, target, { json });
      expectRefusal(answer, 400, "request.invalid");
      expect(pointersOf(answer)).toEqual([`${at}/${place}`]);
    }
  });

  it.each([
    ["two of one id", { policies: [policy("a"), policy("a")] }],
    ["roles in a circle", { roles: [role("a", ["b"]), role("b", ["a"])] }],
    [
      "a grant of no role",
      { grants: [{ id: "g", subject: "user:a", role: "ghost", scope: null, expires_at: null }] },
    ],
  ])("%s is refused", async (_, draft) => {
    const world = await createWorld();
    const answer = await analyse(world, draft);
    expectRefusal(answer, 400, "request.invalid");
    expect(pointersOf(answer)[0]).toMatch(/^\/(?:policies|roles|grants)\/\d/);
  });

  it.each([
    [{ policies: {} }, "/policies"],
    [{ policies: ["x"] }, "/policies/0"],
    [{ rules: [] }, "/rules"],
    [[], ""],
  ])("%j is no draft", async (json, pointer) => {
    const world = await createWorld();
    const answer = await analyse(world, json);
    expectRefusal(answer, 400, "request.invalid");
    expect(pointersOf(answer).map((place) => place.replace(/\/$/, ""))).toEqual([pointer]);
  });

  it("conditions that nest too deep are refused with their place", async () => {
    const world = await createWorld();
    let conditions: object = CONDITION;
    for (let depth = 0; depth < 20; depth++) conditions = { not: conditions };
    const answer = await analyse(world, { policies: [policy("deep", { conditions })] });
    expectRefusal(answer, 400, "request.invalid");
    expect(pointersOf(answer)[0]).toMatch(/^\/policies\/0/);
  });
});

function role(name: string, inherits: readonly string[]) {
  return { name, inherits, actions: ["dashboards:view"] };
}

it("refuses a role that may not see policies", async () => {
  const world = await createWorld();
  expectRefusal(await sendTo(world, ANALYSE, { json: {}, key: world.viewer }), 403, "policy.denied");
});
