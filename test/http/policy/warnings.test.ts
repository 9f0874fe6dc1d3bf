// What a change of access brought that is probably not meant: told with its place in the reply to every operation that
// changes access. A warning never refuses.

import { describe, expect, it } from "vitest";
import { OPERATIONS } from "../../../src/manifest.ts";
import { POLICY, put } from "../../support/access.ts";
import type { Answer } from "../../support/client.ts";
import { createWorld, makeKey, sendTo, type World } from "../../support/world.ts";

const country = (value: string) => ({ attribute: "context.country", operator: "equals", value });
const IMPOSSIBLE = [country("DE"), country("US")];
const OPS = { ...POLICY, subjects: ["group:ops"], actions: ["dashboards:*"], resources: ["type:dashboard"] };
const ALLOW = { ...OPS, effect: "allow", actions: ["dashboards:view"], resources: ["dashboard:x"] };
const SETTINGS = { time_zone: "UTC", trusted_networks: [], requires_approval: true };

const told = ({ json }: Answer): string[] =>
  json.warnings.map(({ code, pointer }: Record<string, string>) => `${code} ${pointer}`);

async function importText(world: World, body: string): Promise<Answer> {
  return sendTo(world, "POST /v1/policy/cedar", { body, headers: { "content-type": "text/plain" } });
}

describe("a policy that is put", () => {
  it.each([
    ["what can be", { ...OPS, conditions: [country("DE")] }, []],
    [
      "conditions that exclude each other",
      { ...OPS, conditions: IMPOSSIBLE },
      ["never_matches /conditions/1"],
    ],
    ["an exception that never holds", { ...OPS, unless: IMPOSSIBLE }, ["never_matches /unless/1"]],
    ["a role that there is not", { ...OPS, subjects: ["role:ghost"] }, ["unknown_role /subjects/0"]],
  ])("is in force with %s, and told of it at its place", async (_what, document, warnings) => {
    const world = await createWorld();
    const answer = await put(world, "policies/p", document);
    expect(told(answer)).toEqual(warnings);
    expect(await sendTo(world, "GET /v1/policies/p")).toMatchObject({ status: 200, json: document });
  });

  it("under a denial of all of it is told as a whole; a denial over others names them", async () => {
    const world = await createWorld();
    expect(told(await put(world, "policies/a", ALLOW))).toEqual([]);
    const deny = await put(world, "policies/d", OPS);
    expect(deny.json.warnings).toEqual([
      {
        code: "shadowed",
        severity: "warning",
        pointer: "policies/a#",
        message: "`d` denies all that this allows",
      },
    ]);
    expect(told(await put(world, "policies/b", ALLOW))).toEqual(["shadowed "]);
  });

  it("that a wider one already covers is told, from both sides", async () => {
    const world = await createWorld();
    await put(world, "policies/narrow", { ...OPS, conditions: [country("DE")] });
    expect(told(await put(world, "policies/wide", OPS))).toEqual(["unreachable policies/narrow#"]);
    expect(told(await put(world, "policies/again", OPS))).toEqual(["unreachable "]);
  });

  it("tells of what it brought only: not of what was wrong before", async () => {
    const world = await createWorld();
    await put(world, "policies/never", { ...OPS, conditions: IMPOSSIBLE });
    expect(told(await put(world, "policies/p", { ...POLICY, actions: ["alerts:view"] }))).toEqual([]);
    expect(told(await put(world, "grants/g", { subject: "user:ada", role: "viewer" }))).toEqual([]);
    expect(told(await put(world, "access-settings", { ...SETTINGS, requires_approval: false }))).toEqual([]);
    expect(told(await sendTo(world, "DELETE /v1/policies/p"))).toEqual([]);
  });

  it("gives the same warnings again to a repeat by idempotency key", async () => {
    const world = await createWorld();
    const ask = { json: { ...OPS, conditions: IMPOSSIBLE }, headers: { "idempotency-key": "one" } };
    const first = await sendTo(world, "PUT /v1/policies/p", ask);
    expect(told(first)).toEqual(["never_matches /conditions/1"]);
    expect((await sendTo(world, "PUT /v1/policies/p", ask)).json).toEqual(first.json);
  });
});

describe("every other way to change access tells as well:", () => {
  it("a role that goes, of the policies that name it", async () => {
    const world = await createWorld();
    await put(world, "roles/on-call", { inherits: ["viewer"] });
    await put(world, "policies/a", { ...OPS, subjects: ["group:ops", "role:on-call"] });
    const gone = await sendTo(world, "DELETE /v1/roles/on-call");
    expect(told(gone)).toEqual(["unknown_role policies/a#/subjects/1"]);
  });

  it("going back to a version", async () => {
    const world = await createWorld();
    await put(world, "policies/p", { ...OPS, conditions: IMPOSSIBLE });
    await sendTo(world, "DELETE /v1/policies/p");
    const restored = await sendTo(world, "POST /v1/access-versions/1/restore");
    expect(told(restored)).toEqual(["never_matches /conditions/1"]);
  });

  it("a Cedar text, by the ids of its policies", async () => {
    const world = await createWorld();
    const never = 'when { context.country == "DE" && context.country == "US" }';
    const imported = await importText(
      world,
      `@id("a") forbid(principal, action == Action::"data:delete", resource) ${never};
       @id("b") forbid(principal, action == Action::"data:export", resource);`,
    );
    expect(imported.json).toMatchObject({ status: "in_force", policies: ["a", "b"] });
    expect(told(imported)).toHaveLength(1);
    expect(told(imported)[0]).toMatch(/^never_matches policies\/a#\/conditions/);
  });

  it("a proposal, when it is made and when it is approved", async () => {
    const world = await createWorld();
    const second = await makeKey(world, { roles: ["admin"] });
    await put(world, "access-settings", SETTINGS);
    const proposed = await sendTo(world, "PUT /v1/policies/p", { json: { ...OPS, conditions: IMPOSSIBLE } });
    expect(proposed.json.status).toBe("pending");
    expect(told(proposed)).toEqual(["never_matches /conditions/1"]);
    const target = `POST /v1/access-proposals/${proposed.json.proposal_id}/approve`;
    const approved = await sendTo(world, target, { key: second.secret });
    expect(approved.json.status).toBe("in_force");
    expect(told(approved)).toEqual(["never_matches /conditions/1"]);
  });
});

it("what is told is bounded, and one warning says that there may be more", async () => {
  const world = await createWorld();
  const forbid = (at: number): string =>
    `@id("p${at}") forbid(principal == User::"u${at}", action == Action::"data:delete", resource);`;
  await importText(world, Array.from({ length: 80 }, (_, at) => forbid(at)).join("\n"));
  const wide = await put(world, "policies/wide", { ...POLICY, actions: ["data:*"] });
  expect(told(wide)).toHaveLength(50);
  expect(told(wide).slice(0, 2)).toEqual(["incomplete ", "unreachable policies/p0#"]);
});

it("the OpenAPI document has them for every operation that changes access", async () => {
  const world = await createWorld();
  const { paths } = (await sendTo(world, "GET /openapi.json")).json;
  const changing = OPERATIONS.filter(({ id }) =>
    /^(?:policies|roles|grants|users)\.(?:put|delete)$|^access_settings\.put$|^access_versions\.restore$|\.approve$|import_cedar$/.test(
      id,
    ),
  );
  expect(changing).toHaveLength(12);
  for (const { path, method } of changing) {
    const reply = paths[path][method.toLowerCase()].responses["200"].content["application/json"].schema;
    expect(reply.required).toContain("warnings");
    expect(reply.properties.warnings).toMatchObject({ type: "array", maxItems: 50 });
  }
});
