// The one write path: all or nothing, once, and never under an epoch that has ended.

import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { Envelope } from "../../src/tenant/index.ts";
import {
  auditOf,
  breakWrites,
  envelopeOf,
  evict,
  mendWrites,
  sqlIn,
  stateOf,
  tenantApi,
  tenantStub,
} from "../support/objects.ts";
import { createWorld, type World } from "../support/world.ts";

const KEY_ID = "key_00000000000000000000" as const;
const newKey = { name: "k", roles: ["viewer" as const], scopes: [], groups: [], attributes: {} };
const create = { id: KEY_ID, secretHash: "00".repeat(32), key: newKey };

/** Everything that a command may write. */
async function contents({ tenant }: World): Promise<unknown> {
  const tables = ["object_state", "audit_entries", "audit_tiles", "effects", "replies", "keys"];
  return Promise.all(tables.map(async (table) => sqlIn(tenantStub(tenant), `SELECT * FROM ${table}`)));
}

async function asAdmin(world: World, changes: Partial<Envelope> = {}): Promise<Envelope> {
  const { epoch } = await stateOf(world.tenant);
  return envelopeOf({
    decidedAt: epoch,
    actor: { kind: "key", id: `key_${world.admin.split("_")[3]}` },
    ...changes,
  });
}

describe("a commit", () => {
  it("writes state, audit entry and reply in one", async () => {
    const world = await createWorld();
    const before = await stateOf(world.tenant);
    const entries = (await auditOf(world.tenant)).length;
    const done = await tenantApi(world.tenant).execute("keys.create", create, await asAdmin(world));
    expect(done).toMatchObject({ ok: true, value: { epoch: before.epoch + 1 } });
    const log = await auditOf(world.tenant);
    expect(log).toHaveLength(entries + 1);
    expect(log.at(-1)).toMatchObject({ resource: `key:${KEY_ID}`, epoch: before.epoch, outcome: "allowed" });
    expect((await stateOf(world.tenant)).epoch).toBe(before.epoch + 1);
  });

  it("of a refused command writes nothing", async () => {
    const world = await createWorld();
    const before = await contents(world);
    const refused = await tenantApi(world.tenant).execute(
      "keys.revoke",
      { id: KEY_ID },
      await asAdmin(world),
    );
    expect(refused).toMatchObject({ ok: false, fault: { code: "keys.not_found" } });
    expect(await contents(world)).toEqual(before);
  });

  it.each([
    ["INSERT", "audit_entries"],
    ["INSERT", "effects"],
    ["INSERT", "replies"],
    ["UPDATE", "object_state"],
    ["INSERT", "keys"],
  ] as const)(
    "that fails at `%s` into `%s` writes nothing, and goes through once it can",
    async (verb, table) => {
      const world = await createWorld();
      const tier = { tier: "enterprise" as const };
      const envelope = envelopeOf({ idempotency: { key: "again", requestHash: "h" } });
      const execute = async () =>
        runInDurableObject(tenantStub(world.tenant) as unknown as DurableObjectStub, async (object) => {
          const api = object as unknown as ReturnType<typeof tenantApi>;
          return table === "keys"
            ? api.execute("keys.create", create, envelope)
            : api.execute("tenant.set_tier", tier, envelope);
        });
      await breakWrites(tenantStub(world.tenant), verb, table);
      const before = await contents(world);
      await expect(execute()).rejects.toThrow("broken by a test");
      expect(await contents(world)).toEqual(before);
      await mendWrites(tenantStub(world.tenant), table);
      expect((await execute()).ok).toBe(true);
    },
  );
});

describe("an idempotency key", () => {
  it("gives the first reply again and writes nothing, also after the object was evicted", async () => {
    const world = await createWorld();
    const envelope = await asAdmin(world, { idempotency: { key: "one", requestHash: "a" } });
    const first = await tenantApi(world.tenant).execute("keys.create", create, envelope);
    const before = await contents(world);
    await evict(tenantStub(world.tenant));
    const { epoch } = await stateOf(world.tenant);
    const second = await tenantApi(world.tenant).execute("keys.create", create, {
      ...envelope,
      decidedAt: epoch,
    });
    expect(second).toEqual(first);
    expect(await contents(world)).toEqual(before);
  });

  it("is refused for another request, and gives no reply under an epoch that has ended", async () => {
    const world = await createWorld();
    const envelope = await asAdmin(world, { idempotency: { key: "one", requestHash: "a" } });
    await tenantApi(world.tenant).execute("keys.create", create, envelope);
    const { epoch } = await stateOf(world.tenant);
    const other = { ...envelope, decidedAt: epoch, idempotency: { key: "one", requestHash: "b" } };
    const before = await contents(world);
    expect(await tenantApi(world.tenant).execute("keys.create", create, other)).toMatchObject({
      fault: { code: "request.idempotency_key_reused" },
    });
    expect(await tenantApi(world.tenant).execute("keys.create", create, envelope)).toMatchObject({
      fault: { code: "policy.stale" },
    });
    expect(await contents(world)).toEqual(before);
  });
});

describe("the fence", () => {
  it("refuses an older epoch whatever is asked, and writes nothing", async () => {
    const world = await createWorld();
    const stale = await asAdmin(world);
    await tenantApi(world.tenant).execute("tenant.set_tier", { tier: "enterprise" }, envelopeOf());
    const before = await contents(world);
    const access = { resource: "tenant:self", outcome: "allowed" as const, detail: {} };
    const asked = [
      await tenantApi(world.tenant).execute("keys.create", create, stale),
      await tenantApi(world.tenant).query("tenant.view", {}, stale),
      await tenantApi(world.tenant).seal(stale),
      await tenantApi(world.tenant).openQuery(access, { ...stale, leaseId: "lse_1" }),
    ];
    for (const answer of asked) expect(answer).toMatchObject({ ok: false, fault: { code: "policy.stale" } });
    expect(await contents(world)).toEqual(before);
  });

  it("lets through what the platform decides, and a newer epoch", async () => {
    const world = await createWorld();
    const { epoch } = await stateOf(world.tenant);
    const newer = await tenantApi(world.tenant).query(
      "tenant.view",
      {},
      envelopeOf({ decidedAt: epoch + 1 }),
    );
    expect(newer.ok).toBe(true);
    expect((await tenantApi(world.tenant).query("tenant.view", {}, envelopeOf())).ok).toBe(true);
  });

  it("an object that was never initialised knows no tenant and writes nothing", async () => {
    const world = await createWorld();
    const nobody = { ...world.tenant, id: "ten_0000000000aaaaaaaaaa" as const };
    const asked = [
      await tenantApi(nobody).execute("tenant.set_tier", { tier: "enterprise" }, envelopeOf()),
      await tenantApi(nobody).query("tenant.view", {}, envelopeOf()),
      await tenantApi(nobody).bundle(),
    ];
    for (const answer of asked)
      expect(answer).toMatchObject({ ok: false, fault: { code: "tenant.unknown" } });
    expect(await sqlIn(tenantStub(nobody), "SELECT * FROM audit_entries")).toEqual([]);
  });
});
