// Between the tenant object and its shards: who joins counts, and no change is acknowledged before every shard that
// counts refuses the epoch before it.

import { describe, expect, it } from "vitest";
import { sendAsOperator } from "../support/client.ts";
import {
  auditOf,
  breakWrites,
  envelopeOf,
  evict,
  mendWrites,
  shardApi,
  shardStub,
  sqlIn,
  stateOf,
  tenantApi,
  tenantStub,
} from "../support/objects.ts";
import { expectRefusal } from "../support/same-refusal.ts";
import { appendOf, gaugeBody } from "../support/telemetry-bodies.ts";
import { createWorld, makeKey, sendTo } from "../support/world.ts";

const shardEpoch = async (tenant: Parameters<typeof shardStub>[0], shard = 0): Promise<number> =>
  (await sqlIn(shardStub(tenant, shard), "SELECT epoch FROM shard_state"))[0]?.epoch as number;

const FRESH = { signal: "metrics", fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, afterSeq: 0 } as const;

/** As if the waits of the outbox were over. */
const endWaits = async (tenant: Parameters<typeof tenantStub>[0]) =>
  sqlIn(tenantStub(tenant), "UPDATE effects SET not_before_ms = 1");

describe("joining", () => {
  it("the first append makes the shard count; many at once join it once in effect", async () => {
    const { tenant } = await createWorld();
    const { epoch } = await stateOf(tenant);
    const appends = await Promise.all(
      Array.from({ length: 8 }, async () => shardApi(tenant).append(appendOf(tenant, { epoch }))),
    );
    expect(appends).toEqual(appends.map(() => ({ ok: true, value: { isRepeated: false } })));
    expect((await stateOf(tenant)).shards).toEqual([0]);
    expect(await shardEpoch(tenant)).toBe(epoch);
    expect((await sqlIn(shardStub(tenant), "SELECT count(*) AS n FROM batches"))[0]?.n).toBe(8);
  });

  it("a first append under an epoch that has ended is refused and stores nothing", async () => {
    const { tenant } = await createWorld();
    const { epoch } = await stateOf(tenant);
    await tenantApi(tenant).execute("tenant.set_tier", { tier: "enterprise" }, envelopeOf());
    expect(await shardApi(tenant).append(appendOf(tenant, { epoch }))).toMatchObject({
      fault: { code: "policy.stale" },
    });
    expect(await sqlIn(shardStub(tenant), "SELECT * FROM batches")).toEqual([]);
  });

  it("raising the epoch while shards join leaves none behind", async () => {
    const { tenant } = await createWorld({ tier: "enterprise" });
    const { epoch } = await stateOf(tenant);
    const work = [0, 1, 2, 3].flatMap((shard) => [
      shardApi(tenant, shard).append(appendOf(tenant, { epoch, shard })),
      tenantApi(tenant).execute(
        "tenant.set_tier",
        { tier: shard % 2 === 0 ? "standard" : "enterprise" },
        envelopeOf(),
      ),
    ]);
    await Promise.all(work);
    const state = await stateOf(tenant);
    expect(state.epoch).toBe(epoch + 4);
    for (const shard of state.shards) expect(await shardEpoch(tenant, shard)).toBe(state.epoch);
  });
});

describe("the fence of a shard", () => {
  it("refuses older epochs for appends and reads, also after eviction", async () => {
    const { tenant } = await createWorld();
    const { epoch } = await stateOf(tenant);
    await shardApi(tenant).append(appendOf(tenant, { epoch }));
    await tenantApi(tenant).execute("tenant.set_tier", { tier: "enterprise" }, envelopeOf());
    await evict(shardStub(tenant));
    const stale = { ok: false, fault: { code: "policy.stale" } };
    expect(await shardApi(tenant).append(appendOf(tenant, { epoch }))).toMatchObject(stale);
    expect(await shardApi(tenant).fresh({ ...FRESH, epoch })).toMatchObject(stale);
    expect((await shardApi(tenant).fresh({ ...FRESH, epoch: epoch + 1 })).ok).toBe(true);
    expect((await sqlIn(shardStub(tenant), "SELECT count(*) AS n FROM batches"))[0]?.n).toBe(1);
  });

  it("learns a newer epoch from an append, and never goes back", async () => {
    const { tenant } = await createWorld();
    const { epoch } = await stateOf(tenant);
    await shardApi(tenant).append(appendOf(tenant, { epoch }));
    // The tenant object raises its epoch while the shard cannot be fenced.
    await breakWrites(shardStub(tenant), "UPDATE", "shard_state");
    const raised = await tenantApi(tenant).execute("tenant.set_tier", { tier: "enterprise" }, envelopeOf());
    expect(raised).toMatchObject({ fault: { code: "internal.unavailable" } });
    await mendWrites(shardStub(tenant), "shard_state");
    expect(await shardEpoch(tenant)).toBe(epoch);
    expect((await shardApi(tenant).append(appendOf(tenant, { epoch: epoch + 1 }))).ok).toBe(true);
    expect(await shardEpoch(tenant)).toBe(epoch + 1);
    await shardApi(tenant).fence({ tenant, shard: 0, epoch });
    expect(await shardEpoch(tenant)).toBe(epoch + 1);
  });
});

describe("a revocation", () => {
  it("is acknowledged only once every shard refuses the key, and asking again settles it", async () => {
    const world = await createWorld();
    const made = await makeKey(world, { roles: ["engineer"] });
    await sendTo(world, "POST /v1/metrics", { key: made.secret, json: gaugeBody() });
    await breakWrites(shardStub(world.tenant), "UPDATE", "shard_state");
    const revoke = async (headers: Record<string, string> = {}) =>
      sendTo(world, `DELETE /v1/keys/${made.id}`, { headers });
    expectRefusal(await revoke(), 503, "internal.unavailable");
    // The change is stored; asked again it is still not acknowledged, with or without an idempotency key.
    expectRefusal(await revoke(), 503, "internal.unavailable");
    await endWaits(world.tenant);
    expectRefusal(await revoke({ "idempotency-key": "again" }), 503, "internal.unavailable");
    await mendWrites(shardStub(world.tenant), "shard_state");
    await endWaits(world.tenant);
    expect(await revoke()).toMatchObject({ status: 200, json: { status: "revoked" } });
    const { epoch } = await stateOf(world.tenant);
    expect(await shardEpoch(world.tenant)).toBe(epoch);
    expect((await sendTo(world, "POST /v1/metrics", { key: made.secret, json: gaugeBody() })).status).toBe(
      401,
    );
  });

  it("a suspension that a shard has not confirmed is not acknowledged either", async () => {
    const world = await createWorld();
    await sendTo(world, "POST /v1/metrics", { json: gaugeBody() });
    await breakWrites(shardStub(world.tenant), "UPDATE", "shard_state");
    const suspend = async () => sendAsOperator(`POST /operator/v1/tenants/${world.tenant.id}/suspend`);
    expectRefusal(await suspend(), 503, "internal.unavailable");
    expectRefusal(await sendTo(world, "GET /v1/tenant"), 404, "tenant.unknown");
    await mendWrites(shardStub(world.tenant), "shard_state");
    await endWaits(world.tenant);
    expect((await suspend()).status).toBe(200);
  });

  it("many at once are all acknowledged, each with its entry", async () => {
    const world = await createWorld();
    await sendTo(world, "POST /v1/metrics", { json: gaugeBody() });
    const keys = [];
    for (let i = 0; i < 6; i++) keys.push(await makeKey(world, { roles: ["viewer"] }));
    const answers = await Promise.all(keys.map(async ({ id }) => sendTo(world, `DELETE /v1/keys/${id}`)));
    expect(answers.map((answer) => answer.status)).toEqual(keys.map(() => 200));
    const revoked = (await auditOf(world.tenant)).filter((entry) => entry.action === "keys:revoke");
    expect(new Set(revoked.map((entry) => entry.resource)).size).toBe(6);
  });
});
