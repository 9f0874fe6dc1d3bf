// Why a decision comes out as it does, over HTTP: what determined it, the value of each condition, the epoch.

import { describe, expect, it } from "vitest";
import type { Loose } from "../../support/client.ts";
import { auditOf, stateOf } from "../../support/objects.ts";
import { pointersOf, putAccess, putPolicy, QUESTION } from "../../support/questions.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { createWorld, makeKey, sendTo, type World } from "../../support/world.ts";

const EXPLAIN = "POST /v1/policy/explain";
const putOwn = async (world: World, id: string, rest: object): Promise<void> =>
  putPolicy(world, id, { subjects: ["user:ada"], ...rest });

async function explain(world: World, rest: object = {}): Promise<Loose> {
  const answer = await sendTo(world, EXPLAIN, { json: { ...QUESTION, ...rest } });
  expect(answer.status).toBe(200);
  return answer.json;
}

const country = (value: string) => ({ attribute: "context.country", operator: "equals", value });
const clearance = { attribute: "principal.clearance", operator: "greater", value: 3 };

describe("an explanation", () => {
  it("of an allow names the policy, the value of each condition and what was found, and the epoch", async () => {
    const world = await createWorld();
    await putOwn(world, "home", {
      conditions: [country("DE"), { not: clearance }],
      unless: country("US"),
    });
    await putAccess(world, "users/ada", { name: "Ada", roles: ["viewer"], clearance: 2 });
    const { epoch } = await stateOf(world.tenant);
    const told = await explain(world, { context: { country: "DE" } });
    expect(told).toMatchObject({
      epoch,
      subject: "known",
      decision: { effect: "allow", errors: [], rowFilter: null },
      candidates: 1,
      roles: ["viewer"],
    });
    expect(told.decision.reasons.toSorted()).toEqual(["policy:home", "role:viewer"]);
    expect(told.policies).toMatchObject([
      { policy_id: "home", effect: "allow", outcome: "true", isDetermining: true },
    ]);
    const text = JSON.stringify(told.policies[0].condition);
    for (const leaf of [
      { outcome: "true", ...country("DE"), actual: "DE" },
      { outcome: "false", ...clearance, actual: 2 },
      { outcome: "false", ...country("US"), actual: "DE" },
    ])
      expect(text).toContain(JSON.stringify(leaf));
  });

  it("of a denial by a policy names the denial, and tells the allows that it outweighs", async () => {
    const world = await createWorld();
    await putOwn(world, "yes", {});
    await putOwn(world, "no", { effect: "deny", conditions: country("DE") });
    const told = await explain(world, { context: { country: "DE" } });
    expect(told.decision).toEqual({ effect: "deny", reasons: ["policy:no"], errors: [], rowFilter: null });
    expect(told.policies).toMatchObject([
      { policy_id: "no", effect: "deny", outcome: "true", isDetermining: true },
      { policy_id: "yes", effect: "allow", outcome: "true", isDetermining: false, condition: null },
    ]);
  });

  it("of a denial by default tells what did not match", async () => {
    const world = await createWorld();
    await putOwn(world, "home", { conditions: country("DE") });
    const told = await explain(world, { context: { country: "US" } });
    expect(told.decision).toMatchObject({ effect: "deny", reasons: ["default"] });
    expect(told.policies).toMatchObject([
      {
        policy_id: "home",
        outcome: "false",
        isDetermining: false,
        condition: { outcome: "false", actual: "US" },
      },
    ]);
    expect(await explain(world, { action: { name: "dashboards:delete" } })).toMatchObject({
      decision: { effect: "deny", reasons: ["default"] },
      policies: [],
      candidates: 0,
    });
  });

  it("of a key outside its scopes says `scope`, whatever its roles and policies", async () => {
    const world = await createWorld();
    const narrow = await makeKey(world, { roles: ["admin"], scopes: ["reports:view"] });
    await putOwn(world, "all", { subjects: ["*"] });
    const told = await explain(world, { subject: { type: "key", id: narrow.id } });
    expect(told).toMatchObject({ decision: { effect: "deny", reasons: ["scope"] }, roles: ["admin"] });
    expect(told.policies).toMatchObject([{ policy_id: "all", isDetermining: false }]);
  });

  it("of a policy that errs says so: it counts for deny and not for allow", async () => {
    const world = await createWorld();
    await putOwn(world, "a", { conditions: country("DE") });
    const skipped = await explain(world);
    expect(skipped.decision).toMatchObject({ effect: "deny", reasons: ["default"], errors: ["policy:a"] });
    expect(skipped.policies).toMatchObject([
      { outcome: "error", condition: { outcome: "error", actual: null } },
    ]);
    await putOwn(world, "d", { effect: "deny", conditions: [clearance] });
    await putOwn(world, "b", {});
    const counted = await explain(world, { context: { country: "DE" } });
    expect(counted.decision).toMatchObject({ effect: "deny", reasons: ["policy:d"], errors: ["policy:d"] });
    expect(counted.policies[0]).toMatchObject({ policy_id: "d", outcome: "error", isDetermining: true });
  });

  it("of a grant names the grant, and says of a user that only the question describes that it is none of ours", async () => {
    const world = await createWorld();
    await putAccess(world, "grants/g1", {
      subject: "user:ada",
      role: "viewer",
      scope: { folder: "ops" },
      expires_at: "2027-01-01T00:00:00Z",
    });
    const on = (folder: string, time: string) => ({
      resource: { ...QUESTION.resource, properties: { folder } },
      context: { time },
    });
    expect(await explain(world, on("ops", "2026-12-31T23:59:59Z"))).toMatchObject({
      subject: "described",
      decision: { effect: "allow", reasons: ["grant:g1"] },
    });
    expect((await explain(world, on("dev", "2026-12-31T23:59:59Z"))).decision.effect).toBe("deny");
    expect((await explain(world, on("ops", "2027-01-01T00:00:00Z"))).decision.effect).toBe("deny");
  });

  it("of a key that opens nothing has nothing to weigh", async () => {
    const world = await createWorld();
    await putOwn(world, "all", { subjects: ["*"] });
    expect(await explain(world, { subject: { type: "key", id: "key_nobody" } })).toMatchObject({
      subject: "inactive",
      decision: { effect: "deny", reasons: ["inactive"] },
      policies: [],
    });
  });

  it("agrees with the decision point, and leaves an audit entry", async () => {
    const world = await createWorld();
    await putOwn(world, "home", { conditions: [country("DE")] });
    for (const code of ["DE", "US", undefined]) {
      const json = { ...QUESTION, context: { country: code } };
      const decided = (await sendTo(world, "POST /v1/policy/decide", { json })).json;
      const { decision, epoch } = await explain(world, json);
      expect(decided).toMatchObject({
        decision: decision.effect === "allow",
        context: { reasons: decision.reasons, epoch },
      });
    }
    expect((await auditOf(world.tenant)).at(-1)).toMatchObject({ detail: { asked: "explain" } });
  });

  it("lists the policies that determined it first, and a hundred at most", async () => {
    const world = await createWorld();
    const policies = Array.from({ length: 120 }, (_, at) => ({
      policy_id: `p${at}`,
      effect: at === 119 ? "deny" : "allow",
      subjects: ["user:ada"],
      actions: ["dashboards:view"],
      resources: ["*"],
    }));
    for (const { policy_id, ...policy } of policies) await putAccess(world, `policies/${policy_id}`, policy);
    const told = await explain(world);
    expect([told.policies.length, told.candidates]).toEqual([100, 120]);
    expect(told.policies[0]).toMatchObject({ policy_id: "p119", isDetermining: true });
  });
});

it.each([
  [{}, ["/subject", "/action", "/resource"]],
  [{ ...QUESTION, action: { name: "fly" } }, ["/action/name"]],
  [{ ...QUESTION, resource: { type: "dashboard" } }, ["/resource/id"]],
  [{ ...QUESTION, context: { time: 0 } }, ["/context/time"]],
])("refuses %j with its places", async (json, pointers) => {
  const world = await createWorld();
  const answer = await sendTo(world, EXPLAIN, { json });
  expectRefusal(answer, 400, "request.invalid");
  expect(pointersOf(answer)).toEqual(pointers);
});

it("refuses a role that may not ask about others", async () => {
  const world = await createWorld();
  expectRefusal(await sendTo(world, EXPLAIN, { json: QUESTION, key: world.engineer }), 403, "policy.denied");
});
