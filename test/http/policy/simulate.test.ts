// A draft tried on what was really asked, over HTTP: deciding again from the record gives the same answers; who gains and
// who loses is counted and listed; nothing is activated.

import { describe, expect, it } from "vitest";
import { openIsolate } from "../../support/isolate.ts";
import type { Loose } from "../../support/client.ts";
import { auditOf, envelopeOf, stateOf, tenantApi } from "../../support/objects.ts";
import { pointersOf, putAccess } from "../../support/questions.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { createWorld, makeKey, sendTo, type MadeKey, type World } from "../../support/world.ts";

const SIMULATE = "POST /v1/policy/simulate";
const CHANGED = ["gained", "lost", "filtered"] as const;

async function simulate(world: World, draft: object = {}, days = 7): Promise<Loose> {
  const answer = await sendTo(world, SIMULATE, { json: { draft, days } });
  expect(answer.status).toBe(200);
  return answer.json;
}

const policy = (policy_id: string, rest: object = {}) => ({
  policy_id,
  effect: "deny",
  subjects: ["*"],
  actions: ["keys:view"],
  resources: ["*"],
  ...rest,
});

const TARGETS = [
  "GET /v1/tenant",
  "GET /v1/keys",
  "GET /v1/audit/entries",
  "GET /v1/policies",
  "GET /v1/roles",
  "GET /v1/users",
  "GET /v1/access-settings",
  "GET /v1/policy/templates",
] as const;

/** Policies of every kind of outcome: a denial, an allow, one that errs, one of the hour, of the place, of what is asked. */
const POLICIES = [
  policy("no-keys", { subjects: ["group:shy"] }),
  policy("roles-too", { effect: "allow", subjects: ["role:viewer"], actions: ["roles:view", "users:view"] }),
  policy("errs", {
    subjects: ["group:odd"],
    actions: ["tenant:view"],
    conditions: [{ attribute: "principal.department", operator: "equals", value: "x" }],
  }),
  policy("from-abroad", {
    actions: ["audit:view"],
    conditions: [{ attribute: "context.country", operator: "equals", value: "FR" }],
  }),
  policy("network", {
    effect: "allow",
    actions: ["audit:view"],
    conditions: [{ attribute: "context.from_trusted_network", operator: "equals", value: true }],
  }),
  policy("one-key", {
    effect: "allow",
    subjects: ["group:odd"],
    actions: ["keys:view"],
    conditions: [{ attribute: "context.method", operator: "equals", value: "GET" }],
  }),
];

interface Crowd {
  readonly world: World;
  readonly keys: readonly MadeKey[];
}

async function createCrowd(): Promise<Crowd> {
  const world = await createWorld();
  await putAccess(world, "access-settings", {
    time_zone: "Europe/Berlin",
    trusted_networks: ["10.0.0.0/8"],
    requires_approval: false,
  });
  await putAccess(world, "roles/auditor", { inherits: ["viewer"], actions: ["audit:view"] });
  await putAccess(world, "grants/g", {
    subject: "group:odd",
    role: "auditor",
    scope: null,
    expires_at: null,
  });
  for (const { policy_id, ...document } of POLICIES)
    await putAccess(world, `policies/${policy_id}`, document);
  const keys: MadeKey[] = [];
  for (const key of [
    { roles: ["viewer"] },
    { roles: ["analyst"], groups: ["shy"] },
    { roles: ["engineer"], groups: ["odd"] },
    { roles: ["auditor"], groups: ["shy", "odd"] },
    { roles: ["team_lead"], scopes: ["keys:*"] },
    { roles: ["admin"] },
  ])
    keys.push(await makeKey(world, key));
  return { world, keys };
}

/** Every key asks for everything from several places; resolves to how often it was allowed and denied. */
async function askAround({ world, keys }: Crowd): Promise<Record<"allowed" | "denied", number>> {
  const isolate = openIsolate();
  const counted = { allowed: 0, denied: 0 };
  for (const { secret } of keys) {
    for (const target of TARGETS) {
      for (const ip of ["10.1.2.3", "192.0.2.1", "2001:db8::1"]) {
        const headers = { "cf-connecting-ip": ip };
        const { status } = await isolate.send(world, target, { key: secret, headers });
        if (status !== 200 && status !== 403) throw new Error(`${target}: ${status}`);
        counted[status === 403 ? "denied" : "allowed"]++;
      }
    }
  }
  await isolate.settle();
  return counted;
}

describe("deciding again from the record", () => {
  it("with the set in force gives the same answers: nothing gained, lost or otherwise", async () => {
    const crowd = await createCrowd();
    const before = (await simulate(crowd.world)).decisions;
    const asked = await askAround(crowd);
    expect(Math.min(asked.allowed, asked.denied)).toBeGreaterThan(30);
    const { data: policies } = (await sendTo(crowd.world, "GET /v1/policies")).json;
    for (const draft of [{}, { policies }, { policies: policies.toReversed() }]) {
      const told = await simulate(crowd.world, draft);
      for (const changed of CHANGED)
        expect(told[changed]).toEqual({ requests: 0, decisions: 0, principals: 0, listed: [] });
      expect(told).toMatchObject({ is_complete: true, unknown_subjects: 0 });
      expect(told.decisions - before).toBeGreaterThanOrEqual(asked.allowed + asked.denied);
    }
  });

  it("agrees with every answer that was given since the last change", async () => {
    const crowd = await createCrowd();
    await askAround(crowd);
    const entries = (await auditOf(crowd.world.tenant)).filter(({ actor, detail }) =>
      crowd.keys.some(({ id }) => id === actor.id && detail?.decided_on !== undefined),
    );
    expect(new Set(entries.map(({ outcome }) => outcome))).toEqual(new Set(["allowed", "denied"]));
    const told = await simulate(crowd.world);
    expect(told.disagreements).toBe(0);
  });

  it("counts a denial as often as it was attempted", async () => {
    const world = await createWorld();
    const isolate = openIsolate();
    for (let at = 0; at < 7; at++) await isolate.send(world, "GET /v1/keys", { key: world.viewer });
    await isolate.settle();
    const draft = { policies: [policy("more", { effect: "allow", subjects: ["role:viewer"] })] };
    expect((await simulate(world, draft)).gained).toMatchObject({ requests: 1, decisions: 7, principals: 1 });
  });

  it("says of what was decided otherwise then that it was", async () => {
    const world = await createWorld();
    await sendTo(world, "GET /v1/keys", { key: world.engineer });
    await putAccess(world, "policies/p", { ...policy("p"), subjects: ["role:engineer"] });
    expect(await simulate(world)).toMatchObject({ disagreements: 1, lost: { requests: 0 } });
  });

  it("leaves out, and counts, decisions about keys that are gone", async () => {
    const world = await createWorld();
    const gone = await makeKey(world, { roles: ["engineer"] });
    for (let at = 0; at < 3; at++) await sendTo(world, "GET /v1/keys", { key: gone.secret });
    await sendTo(world, `DELETE /v1/keys/${gone.id}`);
    expect((await simulate(world)).unknown_subjects).toBe(3);
  });
});

describe("a draft", () => {
  it("that takes something away lists who loses it, counted, with the reasons before and after", async () => {
    const world = await createWorld();
    const { id, secret } = await makeKey(world, { roles: ["engineer"] });
    for (let at = 0; at < 5; at++) await sendTo(world, "GET /v1/keys", { key: secret });
    await sendTo(world, "GET /v1/keys", { key: world.engineer });
    await sendTo(world, "GET /v1/tenant", { key: secret });
    const before = await stateOf(world.tenant);
    const told = await simulate(world, { policies: [policy("p", { subjects: ["role:engineer"] })] });
    expect(told.gained).toMatchObject({ requests: 0, decisions: 0 });
    expect(told.lost).toMatchObject({ requests: 6, decisions: 6, principals: 2 });
    expect(told.lost.listed).toHaveLength(2);
    expect(told.lost.listed[0]).toMatchObject({
      request: { principal: { kind: "key", id }, action: "keys:view" },
      count: 5,
      before: ["role:engineer"],
      after: ["policy:p"],
    });
    const after = await stateOf(world.tenant);
    expect([after.epoch, after.version]).toEqual([before.epoch, before.version]);
    expect((await sendTo(world, "GET /v1/policies")).json.data).toEqual([]);
    expect((await sendTo(world, "GET /v1/keys", { key: secret })).status).toBe(200);
  });

  it("that gives a role by a grant lists who gains, and one that ends a policy who gets it back", async () => {
    const world = await createWorld();
    const { id, secret } = await makeKey(world, { roles: ["viewer"], groups: ["ops"] });
    await putAccess(world, "policies/closed", {
      ...policy("closed"),
      actions: ["tenant:view"],
      subjects: ["group:ops"],
    });
    const isolate = openIsolate();
    for (const target of ["GET /v1/tenant", "GET /v1/keys"])
      await isolate.send(world, target, { key: secret });
    await isolate.settle();
    const grants = [{ id: "g", subject: "group:ops", role: "engineer", scope: null, expires_at: null }];
    const granted = (await simulate(world, { grants })).gained;
    expect(granted.listed).toMatchObject([
      { request: { principal: { id }, action: "keys:view" }, before: ["default"], after: ["grant:g"] },
    ]);
    const opened = (await simulate(world, { policies: [] })).gained;
    expect(opened.listed).toMatchObject([
      { request: { action: "tenant:view" }, before: ["policy:closed"], after: ["role:viewer"] },
    ]);
  });

  it("is decided with the circumstances that were recorded", async () => {
    const world = await createWorld();
    for (const ip of ["10.0.0.1", "192.0.2.1"])
      await sendTo(world, "GET /v1/keys", { key: world.engineer, headers: { "cf-connecting-ip": ip } });
    const conditions = [{ attribute: "context.ip", operator: "in_cidr", value: ["10.0.0.0/8"] }];
    const told = await simulate(world, {
      policies: [policy("p", { subjects: ["role:engineer"], conditions })],
    });
    expect(told.lost.listed).toMatchObject([{ request: { context: { ip: "10.0.0.1" } }, count: 1 }]);
  });
});

describe("the record", () => {
  it("is the newest entries up to a bound; what is older is left out, and since when is told", async () => {
    const world = await createWorld();
    for (let at = 0; at < 6; at++) await sendTo(world, "GET /v1/tenant");
    const api = tenantApi(world.tenant);
    const { epoch } = await stateOf(world.tenant);
    const envelope = { ...envelopeOf({ decidedAt: epoch }), action: "policies:simulate" };
    const ask = async (sinceMs: number, limit: number): Promise<Loose> => {
      const answer = await api.query("access.recorded", { sinceMs, limit }, envelope);
      return answer.ok ? answer.value : null;
    };
    const log = await auditOf(world.tenant);
    const some = await ask(0, 4);
    expect(some.entries.length).toBeLessThanOrEqual(4);
    expect(Date.parse(some.since)).toBeGreaterThan(Date.now() - 60_000);
    const all = await ask(0, 10_000);
    expect(all.since).toBe(new Date(0).toISOString());
    expect(all.entries.length).toBeGreaterThanOrEqual(6);
    expect(all.entries.length).toBeLessThanOrEqual(log.length + 2);
    expect(Object.keys(all.entries[0]).toSorted()).toEqual(["actor", "attempts", "decided_on", "outcome"]);
    expect((await ask(Date.now() + 60_000, 10_000)).entries).toEqual([]);
  });

  it("of requests that differ in their circumstances is listed as one change", async () => {
    const world = await createWorld();
    for (let at = 0; at < 130; at++)
      await sendTo(world, "GET /v1/tenant", {
        key: world.viewer,
        headers: { "cf-connecting-ip": `192.0.2.${at}` },
      });
    const told = await simulate(world, {
      policies: [policy("p", { subjects: ["role:viewer"], actions: ["tenant:view"] })],
    });
    expect(told.lost).toMatchObject({
      requests: 130,
      decisions: 130,
      principals: 1,
      listed: [{ count: 130 }],
    });
  });
});

describe("refuses", () => {
  it.each([
    [{}, "/draft"],
    [{ draft: {}, days: 0 }, "/days"],
    [{ draft: {}, days: 366 }, "/days"],
    [{ draft: {}, days: "7" }, "/days"],
    [{ draft: { policies: {} } }, "/draft/policies"],
    [{ draft: { policies: [policy("a"), policy("a")] } }, "/draft/policies/1/policy_id"],
    [{ draft: { roles: [{ name: "a", inherits: ["a"], actions: [] }] } }, "/draft/roles/0"],
  ])("%j with its place", async (json, pointer) => {
    const world = await createWorld();
    const before = await stateOf(world.tenant);
    const answer = await sendTo(world, SIMULATE, { json });
    expectRefusal(answer, 400, "request.invalid");
    expect(pointersOf(answer)[0]).toMatch(new RegExp(`^${pointer}`));
    expect((await stateOf(world.tenant)).epoch).toBe(before.epoch);
  });

  it("a role that may not", async () => {
    const world = await createWorld();
    const json = { draft: {} };
    expectRefusal(await sendTo(world, SIMULATE, { json, key: world.engineer }), 403, "policy.denied");
  });
});
