// A tenant is moved while it is in use: what it was told is stored stays readable, in the new place only at the end, and
// what happened is told, signed and audited.

import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { compactVerify, importJWK } from "jose";
import { describe, expect, it } from "vitest";
import type { Tenant } from "../../../src/directory/index.ts";
import { send, sendAsOperator, type Answer, type Loose } from "../../support/client.ts";
import { auditOf, evict, shardStub, stateOf, tenantStub } from "../../support/objects.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { gaugeBody } from "../../support/telemetry-bodies.ts";
import { createTenant, createWorld, sendTo, type World } from "../../support/world.ts";
import { takeSilo } from "../../support/silo.ts";

const HOUR_MS = 3_600_000;

const movesOf = (tenant: Tenant): string => `/operator/v1/tenants/${tenant.id}/moves`;

async function begin({ tenant }: Pick<World, "tenant">, to: object): Promise<Answer> {
  return sendAsOperator(`POST ${movesOf(tenant)}`, { json: { to, reason: "a test" } });
}

/** Alarms until the move has ended; the object is taken out of memory before each when `evicting`. */
async function finish(
  tenant: Tenant,
  id: string,
  before: () => Promise<void> = async () => {},
): Promise<Loose> {
  for (let alarms = 0; alarms < 40; alarms++) {
    await before();
    await runDurableObjectAlarm(tenantStub(tenant));
    const told = await sendAsOperator(`GET ${movesOf(tenant)}/${id}`);
    if (["done", "cancelled"].includes(told.json.state)) return told.json;
  }
  throw new Error("the move does not end");
}

async function write(host: string, key: string, value: number): Promise<void> {
  const sent = await send("POST /v1/metrics", {
    host,
    key,
    json: gaugeBody({ value, atMs: Date.now() - value }),
  });
  if (sent.status !== 200) throw new Error(sent.text);
}

/** The values of the test's gauge, in order. */
async function read(host: string, key: string): Promise<number[]> {
  const json = {
    from: Date.now() - HOUR_MS,
    to: Date.now() + HOUR_MS,
    interval: "1d",
    queries: [{ name: "all", metric: "test.gauge", aggregation: "raw" }],
  };
  const reply = await send("POST /v1/query", { host, key, json });
  if (reply.status !== 200) throw new Error(reply.text);
  const series = reply.json.results[0].series as { points: { value: number }[] }[];
  return series.flatMap(({ points }) => points.map(({ value }) => value)).sort((a, b) => a - b);
}

const flush = async (tenant: Tenant): Promise<void> => void (await runDurableObjectAlarm(shardStub(tenant)));

async function rowsIn(database: D1Database, { id }: Tenant): Promise<number> {
  const counted = await database
    .prepare("SELECT count(*) AS n FROM blocks WHERE tenant_id = ?")
    .bind(id)
    .first("n");
  return counted as number;
}

async function objectsIn(bucket: R2Bucket, { id }: Tenant): Promise<number> {
  return (await bucket.list({ prefix: `tenants/${id}/` })).objects.length;
}

/** What a receipt says, once its signature holds. */
async function readReceipt(receipt: string): Promise<Loose> {
  const { d: _secret, ...open } = JSON.parse(String(Reflect.get(env, "CHECKPOINT_KEY"))) as Record<
    string,
    string
  >;
  const verified = await compactVerify(receipt, await importJWK(open, "EdDSA"));
  return JSON.parse(new TextDecoder().decode(verified.payload));
}

describe("between the databases of a pool", () => {
  it("catalog rows go, objects stay, and nothing is missing before, during and after", async () => {
    const world = await createWorld();
    const { tenant, host, engineer } = world;
    await write(host, engineer, 1);
    await flush(tenant);
    await write(host, engineer, 2);
    const from = tenant.pool === 0 ? env.CELL_EU_DB : env.CELL_EU_DB_1;
    const to = tenant.pool === 0 ? env.CELL_EU_DB_1 : env.CELL_EU_DB;
    const begun = await begin(world, { pool: 1 - tenant.pool });
    expect([begun.status, begun.json.kind]).toEqual([202, "isolation"]);
    const objects = await objectsIn(env.CELL_EU_BUCKET, tenant);
    const done = await finish(tenant, begun.json.id, async () => {
      expect(await read(host, engineer)).toEqual([1, 2]);
    });
    expect(done).toMatchObject({
      state: "done",
      percent: 100,
      write_pause_ms: 0,
      purged: { rows: 1, objects: 0 },
    });
    expect(await objectsIn(env.CELL_EU_BUCKET, tenant)).toBe(objects);
    await flush(tenant);
    expect(await read(host, engineer)).toEqual([1, 2]);
    expect(await rowsIn(from, tenant)).toBe(0);
    expect(await rowsIn(to, tenant)).toBe(2);
  });
});

describe("from the pool to a silo and back", () => {
  it("blocks go over, what was left is emptied, and the receipt says so under the key of the audit log", async () => {
    const { slug, bucket } = takeSilo();
    const created = await createTenant({ slug, jurisdiction: "eu" });
    const tenant = created.json.tenant as Tenant;
    const [host, admin] = [`${slug}.localhost`, created.json.admin_key as string];
    for (const value of [1, 2, 3]) {
      await write(host, admin, value);
      await flush(tenant);
    }
    const begun = await begin({ tenant }, { isolation: "silo" });
    expect(begun.status).toBe(202);
    await write(host, admin, 4);
    const done = await finish(tenant, begun.json.id, async () => {
      await evict(tenantStub(tenant));
      expect(await read(host, admin)).toEqual([1, 2, 3, 4]);
    });
    expect(done.account.rows).toBe(3);
    expect(await objectsIn(env.CELL_EU_BUCKET, tenant)).toBe(0);
    expect(await objectsIn(bucket, tenant)).toBe(done.account.blocks);
    const receipt = await readReceipt(done.receipt);
    expect(receipt).toMatchObject({
      tenant: tenant.id,
      move: { account: done.account, purged: done.purged },
    });
    await flush(tenant);
    expect(await read(host, admin)).toEqual([1, 2, 3, 4]);
    const states = (await auditOf(tenant)).filter((entry) => entry.action === "moves:advance");
    expect(states.map((entry) => entry.detail.state)).toEqual([
      "follow",
      "fence",
      "verify",
      "cut_over",
      "purge",
      "receipt",
      "done",
    ]);

    const back = await begin({ tenant }, { isolation: "pool" });
    await finish(tenant, back.json.id);
    expect(await read(host, admin)).toEqual([1, 2, 3, 4]);
    expect(await objectsIn(bucket, tenant)).toBe(0);
  });
});

describe("to another number of shards", () => {
  it("more take telemetry at once; fewer leave nothing behind in those that retire", async () => {
    const world = await createWorld();
    const { tenant, host, engineer } = world;
    const sendMany = async (name: string): Promise<void> => {
      for (let at = 0; at < 8; at++) {
        const json = gaugeBody({ name: `${name}.${at}` });
        expect((await send("POST /v1/metrics", { host, key: engineer, json })).status).toBe(200);
      }
    };
    const grown = await begin(world, { shards: 4 });
    await finish(tenant, grown.json.id);
    await sendMany("wide");
    expect((await stateOf(tenant)).shards.length).toBeGreaterThan(1);
    const shrunk = await begin(world, { shards: 1 });
    expect(await finish(tenant, shrunk.json.id)).toMatchObject({ state: "done", kind: "shards" });
    expect((await stateOf(tenant)).shards.every((shard) => shard === 0)).toBe(true);
    await sendMany("narrow");
    const names = await sendTo(
      world,
      `GET /v1/labels/__name__/values?from=${Date.now() - HOUR_MS}&to=${Date.now() + HOUR_MS}`,
      { key: engineer },
    );
    expect(names.json.data).toHaveLength(16);
    const again = await begin(world, { shards: 4 });
    await finish(tenant, again.json.id);
    await sendMany("again");
    const state = await stateOf(tenant);
    expect(state.shards.length).toBeGreaterThan(1);
  });
});

describe("to another jurisdiction", () => {
  const BASIS = {
    scc: [
      {
        importer: "Traceo Inc.",
        country: "US",
        module: "controller_to_processor",
        signed_on: "2026-01-01",
        expires_on: null,
      },
    ],
    sub_processors: [{ country: "US", name: "Traceo Inc.", approved_on: "2026-01-01" }],
    consents: [],
  };

  it("takes what transfer rules ask for; the refusal is in the tenant's log", async () => {
    const world = await createWorld();
    expectRefusal(await begin(world, { jurisdiction: "us" }), 403, "residency.transfer_refused");
    const [entry] = (await auditOf(world.tenant)).filter(({ outcome }) => outcome === "denied");
    expect(entry).toMatchObject({
      action: "moves:start",
      detail: { data_class: "telemetry", rule: "basis_missing" },
    });
  });

  it("log, keys, blocks and rows that are in no block go over; the old place keeps nothing but the address", async () => {
    const world = await createWorld();
    const { tenant, host, admin, engineer } = world;
    const based = await send("PUT /v1/residency/transfer-basis", { host, key: admin, json: BASIS });
    expect(based.status).toBe(200);
    await write(host, engineer, 1);
    await flush(tenant);
    await write(host, engineer, 2);
    const begun = await begin(world, { jurisdiction: "us", pool: 0 });
    expect([begun.status, begun.json.kind]).toEqual([202, "jurisdiction"]);
    await write(host, engineer, 3);
    const before = await auditOf(tenant);
    await runDurableObjectAlarm(tenantStub(tenant));
    const moved = (await sendAsOperator(`GET /operator/v1/tenants/${tenant.id}`)).json as Tenant;
    expect(moved.jurisdiction).toBe("us");
    expect(await read(host, engineer)).toEqual([1, 2, 3]);
    await write(host, engineer, 4);
    const done = await finish(moved, begun.json.id, async () => {
      expect(await read(host, engineer)).toEqual([1, 2, 3, 4]);
    });
    expect(done.state).toBe("done");
    expect(done.write_pause_ms).toBeLessThan(1_000);
    expect((await auditOf(moved)).slice(0, before.length)).toEqual(before);
    expect(await objectsIn(env.CELL_EU_BUCKET, tenant)).toBe(0);
    expect(await auditOf(tenant)).toEqual([]);
    expect((await stateOf(tenant)).epoch).toBeGreaterThan(0);
    await flush(moved);
    expect(await read(host, engineer)).toEqual([1, 2, 3, 4]);
    expect(await objectsIn(env.CELL_US_BUCKET, tenant)).toBeGreaterThan(0);
  });
});

describe("what is refused", () => {
  it.each([
    [{}, 409, "moves.refused"],
    [{ isolation: "pool" }, 409, "moves.refused"],
    [{ shards: 4, isolation: "silo" }, 422, "directory.placement_refused"],
    [{ isolation: "silo" }, 422, "directory.placement_refused"],
    [{ pool: 7 }, 422, "directory.placement_refused"],
    [{ shards: 0 }, 400, "request.invalid"],
    [{ shards: 1_000 }, 400, "request.invalid"],
    [{ tier: "enterprise" }, 400, "request.invalid"],
  ])("a move to %j is %d %s", async (to, status, code) => {
    const world = await createWorld();
    const refused = await begin(world, to);
    expect([refused.status, refused.json.code]).toEqual([status, code]);
    expect((await sendAsOperator(`GET ${movesOf(world.tenant)}`)).json).toEqual({ data: [] });
  });

  it("a second move while one is open", async () => {
    const world = await createWorld();
    const to = { pool: 1 - world.tenant.pool };
    expect((await begin(world, to)).status).toBe(202);
    expectRefusal(await begin(world, { shards: 4 }), 409, "moves.already_open");
  });

  it("a move that is past its cut over is not cancelled", async () => {
    const world = await createWorld();
    const begun = await begin(world, { shards: 2 });
    const cancelled = await sendAsOperator(`POST ${movesOf(world.tenant)}/${begun.json.id}/cancel`);
    expectRefusal(cancelled, 409, "moves.refused");
  });
});

it("a move that is cancelled leaves nothing in the other place, and the shards at work", async () => {
  const world = await createWorld();
  const { tenant, host, engineer } = world;
  await write(host, engineer, 1);
  await flush(tenant);
  const begun = await begin(world, { pool: 1 - tenant.pool });
  const cancelled = await sendAsOperator(`POST ${movesOf(tenant)}/${begun.json.id}/cancel`);
  expect([cancelled.status, cancelled.json.state]).toEqual([200, "discard"]);
  expect(await finish(tenant, begun.json.id)).toMatchObject({
    state: "cancelled",
    percent: 0,
    receipt: null,
  });
  expect((await stateOf(tenant)).tenant.pool).toBe(tenant.pool);
  await write(host, engineer, 2);
  await flush(tenant);
  expect(await read(host, engineer)).toEqual([1, 2]);
  const own = await sendTo(world, "GET /v1/moves", { key: world.admin });
  expect(own.json.data).toMatchObject([{ id: begun.json.id, state: "cancelled" }]);
});
