// Where the tenant asks for two persons: a change waits, somebody else approves it or nothing happens.

import { describe, expect, it } from "vitest";
import { accessOf, expectNoChange, POLICY, put } from "../../support/access.ts";
import type { Answer } from "../../support/client.ts";
import { auditOf } from "../../support/objects.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { createWorld, makeKey, sendTo, type MadeKey, type World } from "../../support/world.ts";

const SETTINGS = { time_zone: "UTC", trusted_networks: [], requires_approval: true };
const GRANT = { subject: "group:a", role: "engineer" };
const CONFLICT = { status: 409, code: "policy.version_conflict" };

interface Two extends World {
  readonly second: MadeKey;
  readonly other: MadeKey;
}

/** A tenant that asks for two persons, with a second admin, and a viewer of group `a`. */
async function createTwo(): Promise<Two> {
  const world = await createWorld();
  const second = await makeKey(world, { roles: ["admin"] });
  const other = await makeKey(world, { roles: ["viewer"], groups: ["a"] });
  await put(world, "access-settings", SETTINGS);
  return { ...world, second, other };
}

async function propose(world: World, target: string, json?: object): Promise<string> {
  const answer = await sendTo(world, target, json === undefined ? {} : { json });
  expect(answer.json).toMatchObject({ status: "pending" });
  return answer.json.proposal_id as string;
}

const decide = async (
  world: Two,
  id: string,
  verb: "approve" | "reject",
  key = world.second.secret,
): Promise<Answer> => sendTo(world, `POST /v1/access-proposals/${id}/${verb}`, { key });

const listKeys = async ({ other, ...world }: Two): Promise<number> =>
  (await sendTo(world, "GET /v1/keys", { key: other.secret })).status;

describe("a proposed change", () => {
  it("takes effect when somebody else approves it, and not before", async () => {
    const world = await createTwo();
    const id = await propose(world, "PUT /v1/grants/g", GRANT);
    expect(await listKeys(world)).toBe(403);
    const approved = await decide(world, id, "approve");
    expect(approved.json).toEqual({ status: "in_force", version: 2, proposal_id: id, warnings: [] });
    expect(await listKeys(world)).toBe(200);
    const { json } = await sendTo(world, "GET /v1/access-versions?limit=1");
    const author = `key_${world.admin.split("_")[3]}`;
    expect(json.data[0]).toMatchObject({ author, approver: world.second.id, summary: "put grant g" });
    const entry = (await auditOf(world.tenant)).find(({ action }) => action === "policies:approve");
    expect(entry).toMatchObject({ actor: { id: world.second.id }, detail: { author } });
  });

  it("is listed with what it would change, who proposed it and what became of it", async () => {
    const world = await createTwo();
    const id = await propose(world, "PUT /v1/grants/g", GRANT);
    const list = async () => (await sendTo(world, "GET /v1/access-proposals")).json.data;
    const changes = [
      { kind: "grant", id: "g", document: { id: "g", ...GRANT, scope: null, expires_at: null } },
    ];
    expect(await list()).toMatchObject([
      { id, status: "pending", base_version: 1, decided_by: null, changes },
    ]);
    await decide(world, id, "reject");
    expect(await list()).toMatchObject([{ id, status: "rejected", decided_by: world.second.id }]);
  });

  it("does not take effect when it is rejected, nor approved after that", async () => {
    const world = await createTwo();
    const id = await propose(world, "PUT /v1/grants/g", GRANT);
    expect((await decide(world, id, "reject")).json).toMatchObject({ status: "rejected", version: 1 });
    expect(await listKeys(world)).toBe(403);
    const again = { status: 409, code: "policy.already_decided" };
    await expectNoChange(world, async () => decide(world, id, "approve"), again);
    await expectNoChange(world, async () => decide(world, id, "reject"), again);
  });

  it("is not approved by its author, who may take it back", async () => {
    const world = await createTwo();
    const id = await propose(world, "PUT /v1/grants/g", GRANT);
    const refusal = { status: 403, code: "policy.needs_second_person" };
    await expectNoChange(world, async () => decide(world, id, "approve", world.admin), refusal);
    expect((await decide(world, id, "reject", world.admin)).json.status).toBe("rejected");
  });

  it("is not approved by who may not, and not found under another id", async () => {
    const world = await createTwo();
    const id = await propose(world, "PUT /v1/grants/g", GRANT);
    const denied = { status: 403, code: "policy.denied" };
    await expectNoChange(world, async () => decide(world, id, "approve", world.engineer), denied);
    const missing = { status: 404, code: "policy.not_found" };
    await expectNoChange(world, async () => decide(world, "prp_0", "approve"), missing);
    const elsewhere = await createTwo();
    expectRefusal(await decide(elsewhere, id, "approve"), 404, "policy.not_found");
  });

  it("is approved by nobody who does not hold what it gives", async () => {
    const world = await createTwo();
    await decide(
      world,
      await propose(world, "PUT /v1/roles/approver", { actions: ["policies:*"] }),
      "approve",
    );
    const approver = await makeKey(world, { roles: ["approver"] });
    const id = await propose(world, "PUT /v1/grants/g", GRANT);
    const exceeds = { status: 403, code: "keys.roles_exceed_holder" };
    await expectNoChange(world, async () => decide(world, id, "approve", approver.secret), exceeds);
  });

  it("that is wrong is refused when it is made, and is no proposal", async () => {
    const world = await createTwo();
    const ask = async () => sendTo(world, "PUT /v1/grants/g", { json: { ...GRANT, role: "nobody" } });
    await expectNoChange(world, ask, { status: 400, code: "request.invalid", pointer: "/role" });
  });

  it("is approved once by two at the same time", async () => {
    const world = await createTwo();
    const id = await propose(world, "PUT /v1/grants/g", GRANT);
    const third = await makeKey(world, { roles: ["admin"] });
    const both = await Promise.all([
      decide(world, id, "approve"),
      decide(world, id, "approve", third.secret),
    ]);
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
  });
});

describe("proposals", () => {
  const GRANTS = ["a", "b", "c", "d", "e"] as const;

  async function proposeMany(world: World): Promise<string[]> {
    const ids: string[] = [];
    for (const name of GRANTS) ids.unshift(await propose(world, `PUT /v1/grants/${name}`, GRANT));
    return ids;
  }

  const idsOf = ({ json }: Answer): string[] => json.data.map(({ id }: { id: string }) => id);

  it("are read one by one, with what became of them", async () => {
    const world = await createTwo();
    const id = await propose(world, "PUT /v1/grants/g", GRANT);
    const read = async () => sendTo(world, `GET /v1/access-proposals/${id}`);
    expect(await read()).toMatchObject({
      status: 200,
      json: {
        id,
        status: "pending",
        base_version: 1,
        decided_by: null,
        decided_at: null,
        summary: "put grant g",
      },
    });
    await decide(world, id, "approve");
    const { json } = await read();
    expect(json).toMatchObject({ status: "approved", decided_by: world.second.id });
    expect((await sendTo(world, "GET /v1/access-proposals")).json.data).toEqual([json]);
  });

  it("are not found elsewhere, nor shown to who may not see policies", async () => {
    const world = await createTwo();
    const id = await propose(world, "PUT /v1/grants/g", GRANT);
    const target = `GET /v1/access-proposals/${id}`;
    expectRefusal(await sendTo(await createTwo(), target), 404, "policy.not_found");
    expectRefusal(await sendTo(world, target, { key: world.engineer }), 403, "policy.denied");
  });

  it("come by pages, the newest first, each once", async () => {
    const world = await createTwo();
    const ids = await proposeMany(world);
    const seen: string[][] = [];
    let after = "";
    do {
      const page = await sendTo(world, `GET /v1/access-proposals?limit=2${after}`);
      seen.push(idsOf(page));
      after = page.json.next_cursor === null ? "" : `&cursor=${page.json.next_cursor}`;
    } while (after !== "");
    expect(seen).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)]);
  });

  it("are listed by what became of them", async () => {
    const world = await createTwo();
    const ids = await proposeMany(world);
    await decide(world, ids[0] ?? "", "approve");
    await decide(world, ids[1] ?? "", "reject");
    const list = async (status: string) =>
      idsOf(await sendTo(world, `GET /v1/access-proposals?status=${status}`));
    expect(await list("approved")).toEqual(ids.slice(0, 1));
    expect(await list("rejected")).toEqual(ids.slice(1, 2));
    expect(await list("pending")).toEqual(ids.slice(2));
  });

  it.each([
    ["cursor=x", "request.cursor_invalid"],
    ["limit=0", "request.invalid"],
    ["status=superseded", "request.invalid"],
  ])("are refused by `%s`", async (query, code) => {
    const world = await createTwo();
    expectRefusal(await sendTo(world, `GET /v1/access-proposals?${query}`), 400, code);
  });
});

describe("everything that changes access waits", () => {
  it.each([
    ["PUT /v1/policies/p", POLICY],
    ["PUT /v1/roles/a", { inherits: ["viewer"] }],
    ["PUT /v1/users/ada", { name: "Ada", roles: ["admin"] }],
    ["PUT /v1/access-settings", { ...SETTINGS, requires_approval: false }],
  ] as const)("%s", async (target, json) => {
    const world = await createTwo();
    const before = await accessOf(world);
    await propose(world, target, json);
    const { proposals, ...rest } = (await accessOf(world)) as { proposals: object[] };
    expect({ ...rest, proposals: [] }).toEqual(before);
    expect(proposals).toHaveLength(1);
  });

  it("also a deletion, a Cedar text and the way back to a version", async () => {
    const world = await createTwo();
    await decide(world, await propose(world, "PUT /v1/policies/p", POLICY), "approve");
    await propose(world, "DELETE /v1/policies/p");
    await propose(world, "POST /v1/access-versions/1/restore");
    const headers = { "content-type": "text/plain" };
    const body = '@id("q") forbid(principal, action == Action::"data:delete", resource);';
    const imported = await sendTo(world, "POST /v1/policy/cedar", { body, headers });
    expect(imported.json).toMatchObject({ status: "pending", policies: ["q"] });
    expect((await sendTo(world, "GET /v1/policies")).json.data).toHaveLength(1);
  });
});

describe("a proposal that was made before another change", () => {
  it("of another document takes effect beside it", async () => {
    const world = await createTwo();
    const [first, second] = [
      await propose(world, "PUT /v1/policies/p", POLICY),
      await propose(world, "PUT /v1/policies/q", POLICY),
    ];
    await decide(world, first, "approve");
    expect((await decide(world, second, "approve")).json).toMatchObject({ status: "in_force", version: 3 });
    const { json } = await sendTo(world, "GET /v1/policies");
    expect(json.data.map((policy: { policy_id: string }) => policy.policy_id)).toEqual(["p", "q"]);
  });

  it("of the same document is refused: it would undo, unseen, what somebody else did", async () => {
    const world = await createTwo();
    const [first, second] = [
      await propose(world, "PUT /v1/policies/p", POLICY),
      await propose(world, "PUT /v1/policies/p", { ...POLICY, description: "mine" }),
    ];
    await decide(world, first, "approve");
    await expectNoChange(world, async () => decide(world, second, "approve"), CONFLICT);
    expect((await decide(world, second, "reject")).json.status).toBe("rejected");
  });

  it("is judged again as it would be now", async () => {
    const world = await createTwo();
    await decide(world, await propose(world, "PUT /v1/roles/a", { actions: ["metrics:read"] }), "approve");
    const grant = await propose(world, "PUT /v1/grants/g", { ...GRANT, role: "a" });
    await decide(world, await propose(world, "DELETE /v1/roles/a"), "approve");
    const refusal = { status: 400, code: "request.invalid", pointer: "/role" };
    await expectNoChange(world, async () => decide(world, grant, "approve"), refusal);
  });
});
