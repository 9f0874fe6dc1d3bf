// Refused attempts of known principals in the tenant's audit log: one entry for each kind of circumstances in a second, so
// that a draft of policies can be tried on each; and every 403, also what only the work itself finds.

import { describe, expect, it } from "vitest";
import { POLICY, put } from "../../support/access.ts";
import type { Ask } from "../../support/client.ts";
import { openIsolate } from "../../support/isolate.ts";
import { logsOf, makeLimitedKey, STAGING_ONLY, WRITE_ACTIONS } from "../../support/labelled-telemetry.ts";
import { auditOf } from "../../support/objects.ts";
import { createWorld, makeKey, sendTo, type World } from "../../support/world.ts";

const from = (ip: string): Ask => ({ headers: { "cf-connecting-ip": ip } });

const deniedOf = async ({ tenant }: World) =>
  (await auditOf(tenant)).filter(({ outcome }) => outcome === "denied");

const attemptsOf = (entries: Awaited<ReturnType<typeof deniedOf>>): number =>
  entries.reduce((sum, { detail }) => sum + Number(detail.attempts), 0);

describe("attempts within a second", () => {
  it("are one entry for each place they came from, and for each thing they were about", async () => {
    const world = await createWorld();
    const isolate = openIsolate();
    const asks = [
      ["GET /v1/keys/a", "192.0.2.1"],
      ["GET /v1/keys/a", "192.0.2.1"],
      ["GET /v1/keys/a", "192.0.2.2"],
      ["GET /v1/keys/b", "192.0.2.1"],
    ] as const;
    for (const [target, ip] of asks) await isolate.send(world, target, { key: world.viewer, ...from(ip) });
    await isolate.settle();
    const told = (await deniedOf(world)).map(({ detail }) => {
      const { resource, context } = detail.decided_on;
      return `${resource.id} ${context.ip} ${detail.attempts}`;
    });
    expect(told.toSorted()).toEqual(["a 192.0.2.1 2", "a 192.0.2.2 1", "b 192.0.2.1 1"]);
  });

  it("are bounded: who comes from everywhere is counted, in a few entries", async () => {
    const world = await createWorld();
    const isolate = openIsolate();
    const asks = Array.from({ length: 60 }, async (_, at) =>
      isolate.send(world, "GET /v1/keys", { key: world.viewer, ...from(`192.0.2.${at}`) }),
    );
    await Promise.all(asks);
    await isolate.settle();
    const denied = await deniedOf(world);
    expect(attemptsOf(denied)).toBe(60);
    expect(denied.length).toBeLessThan(60);
  });

  it("are each tried with a draft, so that it misses nobody who would gain", async () => {
    const world = await createWorld();
    const isolate = openIsolate();
    for (const ip of ["192.0.2.1", "10.0.0.1", "192.0.2.2"])
      await isolate.send(world, "GET /v1/keys", { key: world.viewer, ...from(ip) });
    await isolate.settle();
    const conditions = [{ attribute: "context.ip", operator: "in_cidr", value: ["10.0.0.0/8"] }];
    const inside = { ...POLICY, policy_id: "inside", effect: "allow", actions: ["keys:view"], conditions };
    const json = { draft: { policies: [inside] }, days: 1 };
    const { gained, disagreements } = (await sendTo(world, "POST /v1/policy/simulate", { json })).json;
    expect(gained.listed).toMatchObject([{ request: { context: { ip: "10.0.0.1" } }, count: 1 }]);
    expect(disagreements).toBe(0);
  });
});

describe("what only the work itself finds is recorded as well:", () => {
  it("a decision made again behind the fence, with what denies now", async () => {
    const world = await createWorld();
    const { secret: key, id } = await makeKey(world, { roles: ["engineer"] });
    const stale = openIsolate();
    expect((await stale.send(world, "GET /v1/keys", { key })).status).toBe(200);
    await put(world, "policies/no-keys", { ...POLICY, subjects: [`key:${id}`], actions: ["keys:view"] });
    const answer = await stale.send(world, "GET /v1/keys", { key });
    expect([answer.status, answer.json.code]).toEqual([403, "policy.denied"]);
    await stale.settle();
    const denied = await deniedOf(world);
    expect(denied).toMatchObject([
      { action: "keys:view", actor: { id }, reasons: ["policy:no-keys"], detail: { attempts: 1 } },
    ]);
    expect(denied[0]?.detail.decided_on).toMatchObject({ action: "keys:view" });
    expect(denied[0]?.detail).not.toHaveProperty("refused_by");
  });

  it("telemetry of which nothing may be written, which is no decision to try a draft on", async () => {
    const world = await createWorld();
    const { id, secret: key } = await makeLimitedKey(world, STAGING_ONLY, WRITE_ACTIONS);
    const isolate = openIsolate();
    const json = logsOf([{ mark: "theirs" }], Date.now() - 60_000);
    for (let at = 0; at < 3; at++)
      expect((await isolate.send(world, "POST /v1/logs", { key, json })).status).toBe(403);
    await isolate.settle();
    const denied = await deniedOf(world);
    expect(denied).toMatchObject([{ action: "logs:write", actor: { id }, reasons: [`policy:limits-${id}`] }]);
    expect(denied[0]?.detail).toEqual({ attempts: 3, refused_by: "policy.denied" });
  });

  it("a key that would hold more than its maker", async () => {
    const world = await createWorld();
    const isolate = openIsolate();
    const json = { name: "mine", roles: ["admin"] };
    const answer = await isolate.send(world, "POST /v1/keys", { key: world.engineer, json });
    expect([answer.status, answer.json.code]).toEqual([403, "keys.roles_exceed_holder"]);
    await isolate.settle();
    expect((await deniedOf(world)).map(({ action, detail }) => [action, detail])).toEqual([
      ["keys:create", { attempts: 1, refused_by: "keys.roles_exceed_holder" }],
    ]);
  });

  it("a refusal of another kind is no denial", async () => {
    const world = await createWorld();
    const isolate = openIsolate();
    expect((await isolate.send(world, "GET /v1/keys/none")).status).toBe(404);
    expect((await isolate.send(world, "POST /v1/keys", { json: {} })).status).toBe(400);
    await isolate.settle();
    expect(await deniedOf(world)).toEqual([]);
  });
});
