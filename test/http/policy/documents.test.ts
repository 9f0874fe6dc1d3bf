// Policies, custom roles, grants and users: put in force, read, replaced, taken out; and under which version.

import { describe, expect, it } from "vitest";
import { OPERATIONS } from "../../../src/manifest.ts";
import { expectNoChange, POLICY, put } from "../../support/access.ts";
import { auditOf, stateOf } from "../../support/objects.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { createWorld, makeKey, sendTo, WORLD_EPOCH } from "../../support/world.ts";

const DOCUMENTS = [
  ["policies", "policy_id", "no-deletion", POLICY, { ...POLICY, effect: "allow" }],
  [
    "roles",
    "name",
    "on-call",
    { inherits: ["viewer"], actions: ["alerts:silence"] },
    { inherits: ["analyst"] },
  ],
  ["grants", "id", "g-1", { subject: "user:ada", role: "viewer" }, { subject: "user:ada", role: "analyst" }],
  ["users", "id", "ada", { name: "Ada" }, { name: "Ada", roles: ["viewer"] }],
] as const;

describe.each(DOCUMENTS)("a document of %s", (plural, idField, id, first, second) => {
  it("succeeds: put, read, listed, replaced, deleted, each in a version of its own", async () => {
    const world = await createWorld();
    const made = await put(world, `${plural}/${id}`, first);
    expect(made.json).toEqual({ status: "in_force", version: 1, proposal_id: null, warnings: [] });
    const seen = await sendTo(world, `GET /v1/${plural}/${id}`);
    expect(seen).toMatchObject({ status: 200, json: { ...first, [idField]: id } });
    expect(seen.headers.get("etag")).toBe('"1"');
    const changed = await put(world, `${plural}/${id}`, { ...second, [idField]: id });
    expect(changed.json.version).toBe(2);
    const listed = await sendTo(world, `GET /v1/${plural}`);
    expect(listed.json).toMatchObject({ data: [{ ...second, [idField]: id }], version: 2 });
    expect((await sendTo(world, `DELETE /v1/${plural}/${id}`)).json.version).toBe(3);
    expectRefusal(await sendTo(world, `GET /v1/${plural}/${id}`), 404, "policy.not_found");
    expect((await sendTo(world, `GET /v1/${plural}`)).json).toEqual({ data: [], version: 3 });
    expect((await stateOf(world.tenant)).epoch).toBe(WORLD_EPOCH + 3);
  });

  it("is deleted once: what is not there is not found, and makes no version", async () => {
    const world = await createWorld();
    const refusal = { status: 404, code: "policy.not_found" };
    await expectNoChange(world, async () => sendTo(world, `DELETE /v1/${plural}/${id}`), refusal);
  });

  it("put again as it is makes no version and no epoch, and is in the audit log", async () => {
    const world = await createWorld();
    await put(world, `${plural}/${id}`, first);
    expect((await put(world, `${plural}/${id}`, first)).json.version).toBe(1);
    expect((await stateOf(world.tenant)).epoch).toBe(WORLD_EPOCH + 1);
    const entries = (await auditOf(world.tenant)).slice(-2);
    expect(entries.map((entry) => [entry.resource, entry.detail.changes.count])).toEqual([
      ["access_version:1", 1],
      ["access_version:1", 0],
    ]);
  });

  it("is refused under another id than the path's", async () => {
    const world = await createWorld();
    const ask = async () =>
      sendTo(world, `PUT /v1/${plural}/${id}`, { json: { ...first, [idField]: "other" } });
    await expectNoChange(world, ask, { status: 400, code: "request.invalid", pointer: `/${idField}` });
  });

  it("is refused to an engineer", async () => {
    const world = await createWorld();
    const ask = async () => sendTo(world, `PUT /v1/${plural}/${id}`, { json: first, key: world.engineer });
    await expectNoChange(world, ask, { status: 403, code: "policy.denied" });
  });
});

describe("a change of access", () => {
  it("succeeds once with an idempotency key", async () => {
    const world = await createWorld();
    const ask = { json: POLICY, headers: { "idempotency-key": "one" } };
    const first = await sendTo(world, "PUT /v1/policies/p", ask);
    await sendTo(world, "DELETE /v1/policies/p");
    const again = await sendTo(world, "PUT /v1/policies/p", ask);
    expect(again.json).toEqual(first.json);
    expectRefusal(await sendTo(world, "GET /v1/policies/p"), 404, "policy.not_found");
  });

  it.each(['"1"', "1", "*"])("succeeds with `If-Match: %s` at version 1", async (match) => {
    const world = await createWorld();
    await put(world, "policies/p", POLICY);
    const ask = { json: { ...POLICY, effect: "allow" }, headers: { "if-match": match } };
    expect((await sendTo(world, "PUT /v1/policies/p", ask)).json.version).toBe(2);
  });

  it.each([
    ["PUT /v1/policies/p", { json: { ...POLICY, effect: "allow" } }],
    [
      "PUT /v1/access-settings",
      { json: { time_zone: "UTC", trusted_networks: [], requires_approval: false } },
    ],
    ["DELETE /v1/policies/p", {}],
    ["POST /v1/access-versions/1/restore", {}],
  ] as const)("%s is refused where somebody else made a version meanwhile", async (target, ask) => {
    const world = await createWorld();
    await put(world, "policies/p", POLICY);
    await put(world, "policies/q", POLICY);
    const conflict = async () => sendTo(world, target, { ...ask, headers: { "if-match": '"1"' } });
    await expectNoChange(world, conflict, { status: 409, code: "policy.version_conflict" });
    const odd = async () => sendTo(world, target, { ...ask, headers: { "if-match": "latest" } });
    const refusal = { status: 400, code: "request.invalid", pointer: "header/if-match" };
    await expectNoChange(world, odd, refusal);
  });

  it("one of two that know the same version goes through, the other is refused", async () => {
    const world = await createWorld();
    await put(world, "policies/p", POLICY);
    const racing = ["a", "b"].map(async (description) =>
      sendTo(world, "PUT /v1/policies/p", {
        json: { ...POLICY, description },
        headers: { "if-match": '"1"' },
      }),
    );
    const statuses = (await Promise.all(racing)).map(({ status }) => status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 409]);
  });
});

describe("the OpenAPI document", () => {
  it("has an example for every document, and the gateway puts each in force", async () => {
    const world = await createWorld();
    await makeKey(world, { roles: ["admin"] });
    const { paths } = (await sendTo(world, "GET /openapi.json")).json;
    const puts = OPERATIONS.filter(({ id }) =>
      /^(?:policies|roles|grants|users|access_settings)\.put$/.test(id),
    );
    expect(puts).toHaveLength(5);
    for (const { path } of puts) {
      const { schema } = paths[path].put.requestBody.content["application/json"];
      expect(Object.keys(schema.properties).length).toBeGreaterThan(2);
      for (const example of schema.examples)
        await put(world, path.slice(4).replace("{document_id}", "an-example"), example);
    }
  });
});
