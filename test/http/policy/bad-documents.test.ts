// Roles, grants, users and drafts that are wrong: each is refused with the place that is wrong, and nothing changes: no version, no epoch.

import { describe, expect, it } from "vitest";
import { expectNoChange, POLICY, put } from "../../support/access.ts";
import { createWorld, sendTo } from "../../support/world.ts";

const INVALID = { status: 400, code: "request.invalid" };

describe("a role", () => {
  it.each([
    ["of a built-in role's name", "admin", { actions: ["metrics:read"] }, "/name"],
    ["of an odd name", "On Call", { actions: ["metrics:read"] }, "/name"],
    ["with an unknown action", "a", { actions: ["metrics:fly"] }, "/actions/0"],
    ["that inherits nothing that exists", "a", { inherits: ["viewer", "nobody"] }, "/inherits/1"],
    ["that inherits itself", "a", { inherits: ["a"] }, "/inherits/0"],
    ["that grants nothing", "a", {}, "/actions"],
    ["that nests", "a", { actions: [["metrics:read"]] }, "/actions/0"],
  ] as const)("%s", async (_what, name, json, pointer) => {
    const world = await createWorld();
    const ask = async () => sendTo(world, `PUT /v1/roles/${encodeURIComponent(name)}`, { json });
    await expectNoChange(world, ask, { ...INVALID, pointer });
  });

  it("that inherits itself by way of others is told where, in both documents", async () => {
    const world = await createWorld();
    await put(world, "roles/a", { actions: ["metrics:read"] });
    await put(world, "roles/b", { inherits: ["a"] });
    const ask = async () => sendTo(world, "PUT /v1/roles/a", { json: { inherits: ["viewer", "b"] } });
    const { json } = await expectNoChange(world, ask, { ...INVALID, pointer: "/inherits/1" });
    expect(json.violations[1].pointer).toBe("roles/b#/inherits/0");
  });

  it("that others build on cannot be deleted", async () => {
    const world = await createWorld();
    await put(world, "roles/a", { actions: ["metrics:read"] });
    await put(world, "roles/b", { inherits: ["a"] });
    await put(world, "grants/g", { subject: "user:ada", role: "b" });
    const deleteRole = (name: string) => async () => sendTo(world, `DELETE /v1/roles/${name}`);
    await expectNoChange(world, deleteRole("a"), { ...INVALID, pointer: "roles/b#/inherits/0" });
    await expectNoChange(world, deleteRole("b"), { ...INVALID, pointer: "grants/g#/role" });
  });
});

describe("a grant", () => {
  const GRANT = { subject: "user:ada", role: "viewer" };
  it.each([
    ["of an unknown role", { ...GRANT, role: "nobody" }, "/role"],
    ["to everyone", { ...GRANT, subject: "*" }, "/subject"],
    ["to a role", { ...GRANT, subject: "role:viewer" }, "/subject"],
    ["without an end that is an instant", { ...GRANT, expires_at: "tomorrow" }, "/expires_at"],
    ["with two scopes", { ...GRANT, scope: { team: "a", folder: "b" } }, "/scope"],
    ["with a scope of no kind", { ...GRANT, scope: { planet: "mars" } }, "/scope/planet"],
    ["with a pattern for a scope", { ...GRANT, scope: { team: "*" } }, "/scope/team"],
  ] as const)("%s", async (_what, json, pointer) => {
    const world = await createWorld();
    await expectNoChange(world, async () => sendTo(world, "PUT /v1/grants/g", { json }), {
      ...INVALID,
      pointer,
    });
  });
});

describe("a user", () => {
  it.each([
    ["with an unknown role", { name: "Ada", roles: ["viewer", "nobody"] }, "/roles/1"],
    ["without a name", { email: "ada@example.com" }, "/name"],
    ["with an attribute of an odd name", { name: "Ada", attributes: { "a/b": "x" } }, "/attributes/a~1b"],
    ["with a field that does not exist", { name: "Ada", "is/root": true }, "/is~1root"],
  ] as const)("%s", async (_what, json, pointer) => {
    const world = await createWorld();
    await expectNoChange(world, async () => sendTo(world, "PUT /v1/users/ada", { json }), {
      ...INVALID,
      pointer,
    });
  });
});

describe("a draft with an id twice", () => {
  it.each([
    [
      "policies",
      [
        { policy_id: "p", ...POLICY },
        { policy_id: "p", ...POLICY },
      ],
      "/policies/1/policy_id",
    ],
    [
      "roles",
      [
        { name: "a", actions: ["*"] },
        { name: "a", actions: ["*"] },
      ],
      "/roles/1/name",
    ],
    [
      "grants",
      [
        { id: "g", subject: "user:a", role: "viewer" },
        { id: "g", subject: "user:b", role: "viewer" },
      ],
      "/grants/1/id",
    ],
  ] as const)("in %s", async (name, documents, pointer) => {
    const world = await createWorld();
    const ask = async () => sendTo(world, "POST /v1/policy/analyse", { json: { [name]: documents } });
    await expectNoChange(world, ask, { ...INVALID, pointer });
  });
});
