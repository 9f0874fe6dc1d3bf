// Policies as Cedar over HTTP: what is exported can be imported again and decides the same; what the languages do not
// share is listed, and never dropped in silence.

import { describe, expect, it } from "vitest";
import { expectNoChange, POLICY, put } from "../../support/access.ts";
import type { Answer } from "../../support/client.ts";
import { createWorld, sendTo, type World } from "../../support/world.ts";

const INVALID = { status: 400, code: "request.invalid" };

const importText = async (world: World, body: string): Promise<Answer> =>
  sendTo(world, "POST /v1/policy/cedar", { body, headers: { "content-type": "text/plain" } });

const exportText = async (world: World): Promise<Answer> => sendTo(world, "GET /v1/policy/cedar");

async function installTemplates(world: World): Promise<string[]> {
  const { json } = await sendTo(world, "GET /v1/policy/templates");
  const policies = json.data.flatMap((template: { policies: object[] }) => template.policies);
  for (const policy of policies) await put(world, `policies/${policy.policy_id}`, policy);
  return policies.map((policy: { policy_id: string }) => policy.policy_id);
}

/** What a user of these groups may do at noon of a workday on production, one question after the other. */
async function decisionsOf(world: World): Promise<unknown> {
  const contexts = [
    {},
    { mfa_verified: true },
    { mfa_verified: true, mfa_method: "totp", ip: "10.0.0.1" },
    { mfa_verified: true, time: "2026-06-13T12:00:00Z" },
  ];
  const actions = ["metrics:read", "data:delete", "dashboards:view"];
  const evaluations = contexts.flatMap((context) =>
    actions.map((name) => ({ action: { name }, context: { time: "2026-06-10T12:00:00Z", ...context } })),
  );
  const subject = {
    type: "user",
    id: "ada",
    properties: { groups: ["engineering", "data-engineers"], roles: ["viewer"] },
  };
  const resource = {
    type: "metric",
    id: "m",
    properties: { environment: "production", sensitivity: "high" },
  };
  const { json } = await sendTo(world, "POST /v1/policy/decide", {
    json: { subject, resource, evaluations },
  });
  return json.evaluations.map(({ decision }: { decision: boolean }) => decision);
}

describe("a round trip", () => {
  it("succeeds: what was exported is imported elsewhere, and decides the same", async () => {
    const [from, to] = [await createWorld(), await createWorld()];
    const ids = await installTemplates(from);
    const exported = await exportText(from);
    expect(exported.json).toMatchObject({ not_carried: [], version: ids.length });
    const imported = await importText(to, exported.json.cedar);
    expect(imported.json).toMatchObject({ status: "in_force", version: 1, policies: ids.toSorted() });
    for (const world of [from, to]) {
      await put(world, "access-settings", {
        time_zone: "UTC",
        trusted_networks: ["10.0.0.0/8"],
        requires_approval: false,
      });
    }
    const decisions = await decisionsOf(from);
    expect(new Set(decisions as boolean[])).toEqual(new Set([true, false]));
    expect(await decisionsOf(to)).toEqual(decisions);
  });

  it("leaves roles and grants as they are, and names them", async () => {
    const world = await createWorld();
    await put(world, "roles/on-call", { inherits: ["engineer"] });
    await put(world, "grants/g", { subject: "group:a", role: "on-call", scope: { team: "shop" } });
    const { cedar } = (await exportText(world)).json;
    expect(cedar).toContain('@id("grant:g")');
    const imported = await importText(world, cedar);
    expect(imported.json).toMatchObject({ status: "in_force", policies: [], version: 2 });
    expect(imported.json.already_roles).toEqual(
      expect.arrayContaining(["role:viewer", "role:on-call", "grant:g", "grant:g#own"]),
    );
  });

  it("twice makes no second version", async () => {
    const world = await createWorld();
    const text = '@id("p") forbid(principal, action in Action::"metrics:*", resource);';
    expect((await importText(world, text)).json.version).toBe(1);
    expect((await importText(world, text)).json.version).toBe(1);
  });
});

describe("an export", () => {
  it("lists what Cedar has no words for", async () => {
    const world = await createWorld();
    const conditions = [{ attribute: "context.country", operator: "matches", value: "D[EK]" }];
    await put(world, "policies/pattern", { ...POLICY, conditions });
    const { json } = await exportText(world);
    expect(json.not_carried).toEqual([{ policy_id: "pattern", reason: "Cedar has no `matches`" }]);
    expect(json.cedar).not.toContain("pattern");
  });
});

describe("an import", () => {
  it("takes effect at once, under the ids of the text, and tells what is stricter here", async () => {
    const world = await createWorld();
    const text = `
      @id("no-tenant") forbid(principal == Key::"${world.viewer.split("_")[3]}", action, resource);
      @id("viewers") forbid(principal in Role::"viewer", action == Action::"tenant:view", resource)
        when { context.method == "GET" };`;
    const imported = await importText(world, text);
    expect(imported.json).toMatchObject({ policies: ["no-tenant", "viewers"], stricter: ["viewers"] });
    expect((await sendTo(world, "GET /v1/tenant", { key: world.viewer })).status).toBe(403);
    expect((await sendTo(world, "GET /v1/policies/viewers")).json).toMatchObject({
      subjects: ["role:viewer"],
    });
  });

  it.each([
    ["text that is no Cedar", "permit principal", ""],
    [
      "an id that is used twice",
      '@id("a") permit(principal, action, resource); @id("a") forbid(principal, action, resource);',
      "/a",
    ],
    [
      "an action that does not exist",
      '@id("fly") permit(principal, action == Action::"metrics:fly", resource);',
      "/fly",
    ],
    ["a principal of another kind", '@id("a/b") permit(principal == Robot::"r", action, resource);', "/a~1b"],
    [
      "two attributes compared",
      '@id("x") permit(principal, action, resource) when { resource.owner == principal.id };',
      "/x",
    ],
    [
      "an attribute that does not exist",
      'permit(principal, action, resource) when { context.mood == "good" };',
      "/cedar-2",
    ],
  ])("is refused as a whole with %s", async (_what, text, pointer) => {
    const world = await createWorld();
    const good = '@id("good") forbid(principal, action == Action::"data:delete", resource);\n';
    await expectNoChange(world, async () => importText(world, good + text), { ...INVALID, pointer });
  });

  it("is refused of what shuts out the last admin, of too much, and of what is no text", async () => {
    const world = await createWorld();
    const locks = async () => importText(world, "forbid(principal, action, resource);");
    await expectNoChange(world, locks, { status: 409, code: "policy.locks_out" });
    const large = async () => importText(world, "/".repeat(1_048_577));
    await expectNoChange(world, large, { status: 413, code: "request.too_large" });
    const json = async () => sendTo(world, "POST /v1/policy/cedar", { json: {} });
    await expectNoChange(world, json, { status: 415, code: "request.unsupported_media_type" });
  });
});
