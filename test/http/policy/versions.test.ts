// The versions of access: who changed what when, what lies between two of them, and back to any.

import { describe, expect, it } from "vitest";
import { expectNoChange, POLICY, put } from "../../support/access.ts";
import { stateOf } from "../../support/objects.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { createWorld, makeKey, sendTo, WORLD_EPOCH, type World } from "../../support/world.ts";

const ALLOW = { ...POLICY, effect: "allow" };
const SETTINGS = { time_zone: "Asia/Tokyo", trusted_networks: [], requires_approval: false };

/** Five versions: a policy comes, changes, goes; a role comes; the settings change. */
async function makeHistory(): Promise<World> {
  const world = await createWorld();
  await put(world, "policies/p", POLICY);
  await put(world, "policies/p", ALLOW);
  await put(world, "roles/on-call", { inherits: ["viewer"] });
  await put(world, "access-settings", SETTINGS);
  await sendTo(world, "DELETE /v1/policies/p");
  return world;
}

const changesOf = async (world: World, target: string): Promise<unknown[]> => {
  const { json } = await sendTo(world, `GET /v1/access-versions/${target}`);
  return json.data.map(({ kind, id, document }: { kind: string; id: string; document: object | null }) => [
    document === null ? "gone" : "set",
    `${kind} ${id}`,
  ]);
};

describe("the list of versions", () => {
  it("tells author, time, epoch and what was done, the newest first", async () => {
    const world = await makeHistory();
    const { json } = await sendTo(world, "GET /v1/access-versions");
    const { epoch } = await stateOf(world.tenant);
    expect(epoch).toBe(WORLD_EPOCH + 5);
    expect(json.data.map(({ version }: { version: number }) => version)).toEqual([5, 4, 3, 2, 1]);
    expect(json.data[0]).toMatchObject({
      author: `key_${world.admin.split("_")[3]}`,
      approver: null,
      epoch,
      summary: "delete policy p",
    });
    expect(Math.abs(Date.parse(json.data[0].at) - Date.now())).toBeLessThan(60_000);
  });

  it("comes by pages", async () => {
    const world = await makeHistory();
    const page = await sendTo(world, "GET /v1/access-versions?limit=2&before=5");
    expect(page.json.data.map(({ version }: { version: number }) => version)).toEqual([4, 3]);
    expectRefusal(await sendTo(world, "GET /v1/access-versions?limit=0"), 400, "request.invalid");
  });

  it("is refused to an engineer", async () => {
    const world = await createWorld();
    const answer = await sendTo(world, "GET /v1/access-versions", { key: world.engineer });
    expectRefusal(answer, 403, "policy.denied");
  });
});

describe("what lies between two versions", () => {
  it("is told to the version before, and to any other, forwards and backwards", async () => {
    const world = await makeHistory();
    expect(await changesOf(world, "1/changes")).toEqual([["set", "policy p"]]);
    expect(await changesOf(world, "5/changes")).toEqual([["gone", "policy p"]]);
    expect(await changesOf(world, "4/changes?since=1")).toEqual([
      ["set", "policy p"],
      ["set", "role on-call"],
      ["set", "settings access"],
    ]);
    expect(await changesOf(world, "1/changes?since=5")).toEqual([
      ["gone", "role on-call"],
      ["set", "policy p"],
      ["set", "settings access"],
    ]);
    expect(await changesOf(world, "3/changes?since=3")).toEqual([]);
  });

  it.each(["6/changes", "1/changes?since=6"])(
    "is not found for a version that is not there: %s",
    async (target) => {
      const world = await makeHistory();
      expectRefusal(await sendTo(world, `GET /v1/access-versions/${target}`), 404, "policy.not_found");
    },
  );
});

describe("going back", () => {
  it.each([1, 2, 3, 4])("to version %d gives what that one held, in a new version", async (version) => {
    const world = await makeHistory();
    const restored = await sendTo(world, `POST /v1/access-versions/${version}/restore`);
    expect(restored.json).toEqual({ status: "in_force", version: 6, proposal_id: null, warnings: [] });
    expect(await changesOf(world, `6/changes?since=${version}`)).toEqual([]);
    const { json } = await sendTo(world, "GET /v1/access-versions?limit=1");
    expect(json.data[0].summary).toBe(`back to version ${version}`);
    expect((await sendTo(world, "GET /v1/access-versions")).json.data).toHaveLength(6);
  });

  it("takes effect at once", async () => {
    const world = await createWorld();
    const { secret: key } = await makeKey(world, { roles: ["viewer"], groups: ["a"] });
    const ask = async () => (await sendTo(world, "GET /v1/keys", { key })).status;
    await put(world, "grants/g", { subject: "group:a", role: "engineer" });
    await sendTo(world, "DELETE /v1/grants/g");
    expect(await ask()).toBe(403);
    await sendTo(world, "POST /v1/access-versions/1/restore");
    expect(await ask()).toBe(200);
    await sendTo(world, "POST /v1/access-versions/2/restore");
    expect(await ask()).toBe(403);
  });

  it("to the version in force changes nothing", async () => {
    const world = await makeHistory();
    const { epoch } = await stateOf(world.tenant);
    expect((await sendTo(world, "POST /v1/access-versions/5/restore")).json.version).toBe(5);
    expect((await stateOf(world.tenant)).epoch).toBe(epoch);
  });

  it("is refused to a version that is not there, or is none", async () => {
    const world = await makeHistory();
    const restore = (version: string) => async () =>
      sendTo(world, `POST /v1/access-versions/${version}/restore`);
    await expectNoChange(world, restore("6"), { status: 404, code: "policy.not_found" });
    const refusal = { status: 400, code: "request.invalid", pointer: "path/version" };
    for (const version of ["0", "-1", "first"]) await expectNoChange(world, restore(version), refusal);
  });
});
