// What a change of access may not do: give more than its author holds, or shut out the last who could undo it.

import { describe, expect, it } from "vitest";
import { expectNoChange, POLICY, put } from "../../support/access.ts";
import { createWorld, makeKey, sendTo, type MadeKey, type World } from "../../support/world.ts";

const EXCEEDS = { status: 403, code: "keys.roles_exceed_holder" };
const LOCKED = { status: 409, code: "policy.locks_out" };

const adminIdOf = ({ admin }: World): string => `key_${admin.split("_")[3]}`;

/** Somebody who may change access, and read metrics; nothing else. */
async function makeEditor(world: World): Promise<MadeKey> {
  const actions = ["policies:*", "roles:*", "users:*", "metrics:read"];
  await put(world, "roles/editor", { actions });
  return makeKey(world, { roles: ["editor"], groups: ["editors"] });
}

const allow = (actions: readonly string[]) => ({ ...POLICY, effect: "allow", actions });

describe("who holds less than an admin", () => {
  it.each([
    ["an allow policy of everything", "policies/p", allow(["*"])],
    ["an allow policy of a family", "policies/p", allow(["metrics:*"])],
    ["an admin's role, by a grant to themselves", "grants/g", { subject: "group:editors", role: "admin" }],
    [
      "an admin's role within a scope",
      "grants/g",
      { subject: "group:editors", role: "admin", scope: { team: "a" } },
    ],
    ["an admin's role to a user", "users/ada", { name: "Ada", roles: ["admin"] }],
    ["a role of more than they hold", "roles/more", { actions: ["metrics:delete"] }],
    ["a role that inherits more", "roles/more", { inherits: ["engineer"] }],
    ["more to the role that they hold themselves", "roles/editor", { actions: ["*"] }],
  ] as const)("is refused who gives away %s", async (_what, path, json) => {
    const world = await createWorld();
    const { secret: key } = await makeEditor(world);
    await expectNoChange(world, async () => sendTo(world, `PUT /v1/${path}`, { json, key }), EXCEEDS);
  });

  it.each([
    ["a denial of anything", "policies/p", POLICY],
    ["an allow policy of what they hold", "policies/p", allow(["metrics:read", "policies:view"])],
    ["a role of what they hold", "roles/less", { actions: ["metrics:read"] }],
    ["their own role to a user", "users/ada", { name: "Ada", roles: ["editor"] }],
    ["their own role by a grant", "grants/g", { subject: "user:ada", role: "editor" }],
  ] as const)("may put in force %s", async (_what, path, json) => {
    const world = await createWorld();
    const { secret: key } = await makeEditor(world);
    expect((await sendTo(world, `PUT /v1/${path}`, { json, key })).json).toMatchObject({
      status: "in_force",
    });
  });

  it("is refused to restore a version in which somebody held more", async () => {
    const world = await createWorld();
    const { secret: key } = await makeEditor(world);
    const granted = await put(world, "grants/g", { subject: "group:editors", role: "admin" });
    await sendTo(world, "DELETE /v1/grants/g");
    const target = `POST /v1/access-versions/${granted.json.version}/restore`;
    await expectNoChange(world, async () => sendTo(world, target, { key }), EXCEEDS);
  });

  it("is refused with an admin's role where the key is narrowed", async () => {
    const world = await createWorld();
    const narrow = await makeKey(world, { roles: ["admin"], scopes: ["policies:manage"] });
    const ask = async () =>
      sendTo(world, "PUT /v1/policies/p", { json: allow(["metrics:read"]), key: narrow.secret });
    await expectNoChange(world, ask, EXCEEDS);
  });
});

describe("a change that shuts out the last admin", () => {
  const deny = (rest: object) => ({ ...POLICY, actions: ["*"], ...rest });

  it.each([
    ["everything to everyone", deny({})],
    ["the users to admins", deny({ subjects: ["role:admin"], actions: ["users:manage"] })],
    ["the policies to admins", deny({ subjects: ["role:admin"], actions: ["policies:*"] })],
    [
      "all where an attribute is missing that no key has",
      deny({ unless: { attribute: "principal.clearance", operator: "greater", value: 3 } }),
    ],
  ])("is refused: a denial of %s", async (_what, json) => {
    const world = await createWorld();
    const ask = async () => sendTo(world, "PUT /v1/policies/p", { json });
    await expectNoChange(world, ask, { ...LOCKED, pointer: "" });
    expect((await sendTo(world, "GET /v1/policies")).status).toBe(200);
  });

  it("is refused though others have the role: users who cannot sign in, narrowed and expired keys", async () => {
    const world = await createWorld();
    await put(world, "users/ghost", { name: "Ghost", roles: ["admin"] });
    await makeKey(world, { roles: ["admin"], scopes: ["metrics:read"] });
    const json = deny({ subjects: [`key:${adminIdOf(world)}`] });
    await expectNoChange(world, async () => sendTo(world, "PUT /v1/policies/p", { json }), LOCKED);
  });

  it("succeeds where another admin is left, and is refused for that one then", async () => {
    const world = await createWorld();
    const other = await makeKey(world, { roles: ["viewer"] });
    await put(world, "grants/g", { subject: `key:${other.id}`, role: "admin" });
    await put(world, "policies/p", deny({ subjects: [`key:${adminIdOf(world)}`] }));
    expect((await sendTo(world, "GET /v1/policies")).status).toBe(403);
    const ask = async () => sendTo(world, "DELETE /v1/grants/g", { key: other.secret });
    await expectNoChange(world, ask, LOCKED);
    expect((await sendTo(world, "DELETE /v1/policies/p", { key: other.secret })).status).toBe(200);
    expect((await sendTo(world, "GET /v1/policies")).status).toBe(200);
  });

  it.each([
    ["a network", { attribute: "context.from_trusted_network", operator: "equals", value: true }],
    ["an hour", { attribute: "context.hour_of_day", operator: "between", value: [9, 17] }],
    ["a country", { attribute: "context.country", operator: "equals", value: "DE" }],
  ])("is none where %s lets them in again", async (_what, unless) => {
    const world = await createWorld();
    await put(world, "policies/p", deny({ actions: ["data:delete", "users:manage"], unless }));
  });
});
