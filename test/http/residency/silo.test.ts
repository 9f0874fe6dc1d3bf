// A silo tenant's telemetry is stored sealed with the tenant's own key, in the shard and in the bucket, and reads as if it
// were not: before a flush and after, through rotations of the key and of the master key, evictions and moves.

import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { parseMasterKeys } from "../../../src/residency/index.ts";
import { createKeyVault } from "../../../src/residency/store/key-vault.ts";
import type { Tenant } from "../../../src/directory/index.ts";
import { sendAsOperator } from "../../support/client.ts";
import { openIsolate } from "../../support/isolate.ts";
import { auditOf, evict, shardStub, sqlIn, tenantStub } from "../../support/objects.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import {
  ask,
  createSilo,
  flush,
  found,
  move,
  ringOf,
  rotate,
  storedObjects,
  storedRows,
  write,
  type Silo,
} from "../../support/silo.ts";
import { createTenant, createWorld, sendTo, type World } from "../../support/world.ts";

const PARQUET = "PAR1";
const MASTER_KEYS = Reflect.get(env, "CELL_MASTER_KEY") as string;
const masterKeys = parseMasterKeys(MASTER_KEYS) ?? new Map<number, Uint8Array>();
const random = (sizeBytes: number) => crypto.getRandomValues(new Uint8Array(sizeBytes));

/** Nothing of it can be read in what is stored. */
async function expectSealed(silo: Silo, version: number): Promise<void> {
  const stored = await storedObjects(silo);
  expect(stored.length).toBeGreaterThan(0);
  for (const text of stored) {
    expect(text.startsWith("TRSB")).toBe(true);
    for (const trace of [PARQUET, "canary", "shop", "test.gauge"]) expect(text).not.toContain(trace);
  }
  const versions = stored.map((text) => text.charCodeAt(11));
  expect(Math.max(...versions)).toBe(version);
}

describe("a silo tenant's telemetry", () => {
  it("is sealed in the shard and in the bucket, and found before a flush, after it and after eviction", async () => {
    const silo = await createSilo();
    await write(silo, 1);
    const [row] = await storedRows(silo);
    expect([row?.version, row?.text.slice(0, 4), row?.text.includes("canary")]).toEqual([1, "TRSB", false]);
    expect(await found(silo, [1])).toEqual([1]);
    await evict(shardStub(silo.tenant));
    expect(await found(silo, [1])).toEqual([1]);
    await flush(silo);
    expect(await storedRows(silo)).toEqual([]);
    await expectSealed(silo, 1);
    await evict(tenantStub(silo.tenant));
    await write(silo, 2);
    expect(await found(silo, [1, 2])).toEqual([1, 2]);
  });

  it("of the demonstration's tenant is sealed too", async () => {
    const created = await createTenant({
      slug: "initech",
      jurisdiction: "eu",
      isolation: "silo",
      tier: "enterprise",
    });
    const { tenant, admin_key: admin } = created.json as { tenant: Tenant; admin_key: string };
    const silo: Silo = { tenant, admin, host: "initech.localhost", bucket: env.SILO_INITECH_BUCKET };
    for (const value of [1, 2, 3]) await write(silo, value);
    const shards = Array.from({ length: tenant.shards }, (_, shard) => shardStub(tenant, shard));
    for (const stub of shards) await runDurableObjectAlarm(stub);
    await expectSealed(silo, 1);
    expect(await found(silo, [1, 2, 3])).toEqual([1, 2, 3]);
  });

  it("reads through merges, with blocks of several keys", async () => {
    const silo = await createSilo();
    const values = [1, 2, 3, 4, 5, 6, 7, 8];
    for (const value of values) {
      await write(silo, value);
      await flush(silo);
      if (value === 4) expect((await rotate(silo, "data")).status).toBe(200);
    }
    await expectSealed(silo, 2);
    expect(await found(silo, values)).toEqual(values);
  });
});

describe("rotating a silo's key", () => {
  it("`data`: what is new is sealed with the new key, what is old stays as it is, and all of it is found", async () => {
    const silo = await createSilo();
    await write(silo, 1);
    await flush(silo);
    await write(silo, 2);
    const rotated = await rotate(silo, "data");
    expect(rotated).toMatchObject({
      status: 200,
      json: { keys: [{ version: 1 }, { version: 2, master: 2 }] },
    });
    await write(silo, 3);
    expect((await storedRows(silo)).map(({ version }) => version)).toEqual([1, 2]);
    expect(await found(silo, [1, 2, 3])).toEqual([1, 2, 3]);
    await evict(shardStub(silo.tenant));
    await flush(silo);
    await expectSealed(silo, 2);
    expect(await found(silo, [1, 2, 3])).toEqual([1, 2, 3]);
  });

  it("is in the audit log by its versions, and no key is anywhere in it, nor in the reply", async () => {
    const silo = await createSilo();
    const answers = [await rotate(silo, "data"), await rotate(silo, "wrap")];
    const log = (await auditOf(silo.tenant)).filter(({ resource }) => resource.startsWith("silo_key:"));
    expect(log.map(({ action, resource, actor }) => [action, resource, actor.id])).toEqual([
      ["silo_keys:make", "silo_key:1", "silo"],
      ["silo_keys:rotate", "silo_key:2", "operator"],
      ["silo_keys:rotate", "silo_key:2", "operator"],
    ]);
    const told = JSON.stringify([log, answers.map(({ text }) => text)]);
    for (const { wrapped, iv } of await ringOf(silo)) {
      expect(told).not.toContain(wrapped);
      expect(told).not.toContain(iv);
    }
  });

  it("repeated with the same idempotency key makes one key; two at once make two", async () => {
    const silo = await createSilo();
    const first = await rotate(silo, "data", "again");
    expect((await rotate(silo, "data", "again")).json).toEqual(first.json);
    expect(await ringOf(silo)).toHaveLength(2);
    const both = await Promise.all([rotate(silo, "data"), rotate(silo, "data")]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect((await ringOf(silo)).map(({ version }) => version)).toEqual([1, 2, 3, 4]);
  });

  it("`wrap`: keys under the old master key come under the current one; nothing stored is written again", async () => {
    const silo = await createSilo();
    await write(silo, 1);
    await flush(silo);
    await write(silo, 2);
    const { id } = silo.tenant;
    const [key] = await ringOf(silo);
    if (key === undefined) throw new TypeError("a silo has a key");
    await wrapUnder(silo, 1);
    expect((await ringOf(silo)).map(({ master }) => master)).toEqual([1]);
    expect(await found(silo, [1, 2])).toEqual([1, 2]);
    const before = await storedObjects(silo);
    const rotated = await rotate(silo, "wrap");
    expect(rotated.json.keys).toMatchObject([{ version: 1, master: 2, made_at: key.made_at }]);
    const [rewrapped] = await ringOf(silo);
    const current = createKeyVault(new Map([...masterKeys].filter(([version]) => version === 2)), random);
    await expect(current.unwrap(id, rewrapped ?? key)).resolves.toBeInstanceOf(CryptoKey);
    expect(await storedObjects(silo)).toEqual(before);
    for (const stub of [tenantStub(silo.tenant), shardStub(silo.tenant)]) await evict(stub);
    expect(await found(silo, [1, 2])).toEqual([1, 2]);
    const epoch = async () =>
      (await sqlIn(tenantStub(silo.tenant), "SELECT epoch FROM object_state"))[0]?.epoch;
    const settled = await epoch();
    expect((await rotate(silo, "wrap")).status).toBe(200);
    expect(await epoch()).toBe(settled);
  });

  it.each(["wrap", "data"])("`%s` is refused to a tenant in a pool, which changes nothing", async (what) => {
    const { tenant } = await createWorld();
    expectRefusal(await rotate({ tenant }, what), 409, "residency.no_silo");
    expect(await sqlIn(tenantStub(tenant), "SELECT * FROM silo_keys")).toEqual([]);
  });

  it.each(["", "both", "WRAP"])("of the kind `%s` is refused", async (what) => {
    const { tenant } = await createWorld();
    expectRefusal(await rotate({ tenant }, what), 400, "request.invalid");
  });
});

/** As it was before the second master key: the object's keys under the first. */
async function wrapUnder(silo: Silo, master: number): Promise<void> {
  const { id } = silo.tenant;
  const both = [...masterKeys].filter(([version]) => version >= master);
  // The vault wraps under the highest: the old one is made the highest of a vault of its own.
  const renamed = new Map(both.map(([version, bytes]) => [version === master ? 99 : version, bytes]));
  const keys = await createKeyVault(renamed, random).rewrap(id, await ringOf(silo));
  for (const key of keys) {
    const text = JSON.stringify({ ...key, master });
    await sqlIn(tenantStub(silo.tenant), "UPDATE silo_keys SET key = ? WHERE version = ?", text, key.version);
  }
  await sqlIn(
    shardStub(silo.tenant),
    "UPDATE shard_state SET silo_keys = ?",
    JSON.stringify(keys.map((key) => ({ ...key, master }))),
  );
  await evict(shardStub(silo.tenant));
}

describe("a deployment without the master key", () => {
  const locked = { CELL_MASTER_KEY: undefined } as unknown as Partial<Env>;

  it("refuses to serve a silo, serves pools, and says nothing of it to strangers", async () => {
    const silo = await createSilo();
    await write(silo, 1);
    const pool = await createWorld();
    const isolate = openIsolate(locked);
    const asSilo = { ...silo, secrets: new Set<string>() } as unknown as World;
    for (const target of ["GET /v1/tenant", "GET /v1/labels", "POST /v1/query"])
      expectRefusal(await isolate.send(asSilo, target), 503, "residency.key_unavailable");
    expect((await isolate.send(asSilo, "POST /v1/metrics")).status).toBe(503);
    expectRefusal(await isolate.send(asSilo, "GET /v1/tenant", { key: null }), 401, "auth.missing");
    expect((await isolate.send(pool, "GET /v1/tenant")).status).toBe(200);
    expect(await found(silo, [1])).toEqual([1]);
  });

  it("refuses a silo whose keys are under a master key that it lacks", async () => {
    const silo = await createSilo();
    const [, first = ""] = MASTER_KEYS.split(",");
    const isolate = openIsolate({ CELL_MASTER_KEY: first } as unknown as Partial<Env>);
    const asSilo = { ...silo, secrets: new Set<string>() } as unknown as World;
    expectRefusal(await isolate.send(asSilo, "GET /v1/tenant"), 503, "residency.key_unavailable");
  });

  it("stores nothing of a silo: a shard takes no rows, keeps those it has, and goes on when the key is back", async () => {
    const silo = await createSilo();
    await write(silo, 1);
    const ring = await ringOf(silo);
    const setRing = async (keys: unknown): Promise<void> => {
      await sqlIn(shardStub(silo.tenant), "UPDATE shard_state SET silo_keys = ?", JSON.stringify(keys));
      await evict(shardStub(silo.tenant));
    };
    await setRing(ring.map((key) => ({ ...key, master: 9 })));
    await expect(write(silo, 2)).rejects.toThrow("503");
    expectRefusal(await ask(silo, 1), 503, "residency.key_unavailable");
    await flush(silo);
    expect([(await storedRows(silo)).length, await storedObjects(silo)]).toEqual([1, []]);
    await setRing(ring);
    await write(silo, 2);
    await flush(silo);
    expect(await found(silo, [1, 2])).toEqual([1, 2]);
  });
});

describe("a tenant that moves", () => {
  it("into a silo gets a key before the first block is there; rows from before stay readable, there and back", async () => {
    const silo = await createSilo("pool");
    await write(silo, 1);
    await flush(silo);
    await write(silo, 2);
    expect(await move(silo, "silo")).toBe("done");
    await write(silo, 3);
    await expectSealed(silo, 1);
    expect((await storedRows(silo)).map(({ version }) => version)).toEqual([0, 1]);
    expect(await found(silo, [1, 2, 3])).toEqual([1, 2, 3]);
    await flush(silo);
    await write(silo, 4);
    expect(await move(silo, "pool")).toBe("done");
    await write(silo, 5);
    expect((await storedRows(silo)).map(({ version }) => version)).toEqual([1, 0]);
    expect(await found(silo, [1, 2, 3, 4, 5])).toEqual([1, 2, 3, 4, 5]);
    await flush(silo);
    expect(await found(silo, [1, 2, 3, 4, 5])).toEqual([1, 2, 3, 4, 5]);
  });
});

it("a silo is not moved onto itself: its one bucket would be emptied", async () => {
  const silo = await createSilo();
  for (const to of [{ pool: 1 - silo.tenant.pool }, { jurisdiction: "us" }]) {
    const json = { to, reason: "a test" };
    const refused = await sendAsOperator(`POST /operator/v1/tenants/${silo.tenant.id}/moves`, { json });
    expectRefusal(refused, 409, "moves.refused");
  }
});

it("a tenant in a pool has no keys, and what it stores is as it was sent", async () => {
  const world = await createWorld();
  expect((await sendTo(world, "GET /v1/tenant")).status).toBe(200);
  const pool: Silo = { ...world, bucket: env.CELL_EU_BUCKET };
  await write(pool, 1);
  expect((await storedRows(pool)).map(({ version, text }) => [version, text.startsWith("TRSB")])).toEqual([
    [0, false],
  ]);
  expect(await ringOf(pool)).toEqual([]);
});
