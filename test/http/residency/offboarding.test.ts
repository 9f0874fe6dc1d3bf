// A tenant's way out: everything is exported and can be fetched, then everything is deleted, also when the object dies in
// between, and what certifies it outlives the tenant.

import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { compactVerify, importJWK } from "jose";
import { describe, expect, it } from "vitest";
import { splitLines, verifyExport } from "../../../src/audit/index.ts";
import type { Tenant } from "../../../src/directory/index.ts";
import { hex } from "../../../src/kernel/bytes.ts";
import { sha256 } from "../../../src/kernel/sha256.ts";
import { send, sendAsOperator, toAnswer, toRequest, type Answer, type Loose } from "../../support/client.ts";
import {
  auditOf,
  breakWrites,
  evict,
  mendWrites,
  shardStub,
  sqlIn,
  stateOf,
  tenantStub,
  withoutTable,
} from "../../support/objects.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { gaugeBody } from "../../support/telemetry-bodies.ts";
import { createTenant, createWorld, freshSlug } from "../../support/world.ts";
import { takeSilo } from "../../support/silo.ts";
import { exports } from "cloudflare:workers";

const DAY_MS = 86_400_000;

interface Leaving {
  readonly tenant: Tenant;
  readonly host: string;
  readonly admin: string;
}

/** Not a world: what is checked of a world after its test is deleted by these. */
async function createLeaving(wanted: Readonly<Record<string, unknown>> = {}): Promise<Leaving> {
  const slug = freshSlug();
  const created = await createTenant({ slug, jurisdiction: "eu", ...wanted });
  if (created.status !== 201) throw new Error(created.text);
  const tenant = created.json.tenant as Tenant;
  return { tenant, host: `${tenant.slug}.localhost`, admin: created.json.admin_key as string };
}

const pathOf = ({ id }: Tenant, rest = ""): string => `/operator/v1/tenants/${id}/offboard${rest}`;
const ask = (tenant: Tenant, rest = ""): Promise<Answer> => sendAsOperator(`GET ${pathOf(tenant, rest)}`);
const post = (tenant: Tenant, rest: string, json: unknown): Promise<Answer> =>
  sendAsOperator(`POST ${pathOf(tenant, rest)}`, { json });
const begin = (tenant: Tenant, grace_days = 0): Promise<Answer> =>
  post(tenant, "", { reason: "a test", grace_days });

async function write({ host, admin }: Leaving, value: number, atMs: number = Date.now()): Promise<void> {
  const sent = await send("POST /v1/metrics", { host, key: admin, json: gaugeBody({ value, atMs }) });
  expect(sent.status).toBe(200);
}

const flush = async (tenant: Tenant): Promise<void> => void (await runDurableObjectAlarm(shardStub(tenant)));

/** Alarms, each as if its time had come, until the offboarding is in that state. */
async function follow(
  tenant: Tenant,
  state: string,
  before: () => Promise<void> = async () => {},
  most = 30,
): Promise<Loose> {
  for (let alarms = 0; alarms <= most; alarms++) {
    const told = await ask(tenant);
    if (told.json.state === state) return told.json;
    await before();
    await sqlIn(tenantStub(tenant), "UPDATE due_work SET at_ms = 1 WHERE name IN ('offboard', 'outbox')");
    await runDurableObjectAlarm(tenantStub(tenant));
  }
  throw new Error(`never \`${state}\`: ${(await ask(tenant)).text}`);
}

const followInVain = (tenant: Tenant, state: string): Promise<Loose> =>
  follow(tenant, state, async () => evict(tenantStub(tenant)), 2);

async function filesOf(tenant: Tenant): Promise<{ name: string; bytes: number; sha256: string }[]> {
  return (await ask(tenant, "/files")).json.data;
}

async function download(tenant: Tenant, name: string): Promise<Uint8Array> {
  const link = await post(tenant, "/link", { name });
  expect(link.status).toBe(200);
  const answer = await exports.default.fetch(new Request(link.json.url));
  expect(answer.status).toBe(200);
  return new Uint8Array(await answer.arrayBuffer());
}

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

async function readCertificate(jws: string): Promise<Loose> {
  const { d: _secret, ...open } = JSON.parse(String(Reflect.get(env, "CHECKPOINT_KEY"))) as Record<
    string,
    string
  >;
  const verified = await compactVerify(jws, await importJWK(open, "EdDSA"));
  expect(verified.protectedHeader.typ).toBe("traceo-deletion+jws");
  return JSON.parse(text(verified.payload));
}

/** Every database and bucket of this deployment. */
const bindings = <T>(pattern: RegExp): T[] =>
  Object.keys(env)
    .filter((name) => pattern.test(name))
    .map((name) => Reflect.get(env, name) as T);

async function rowsOf(stub: unknown): Promise<Record<string, number>> {
  return runInDurableObject(stub as DurableObjectStub, async (_object, { storage }) => {
    const tables = storage.sql
      .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'")
      .toArray()
      .map(({ name }) => name)
      .filter((name) => !/^(?:_|sqlite_)/.test(name));
    expect(await storage.getAlarm()).toBeNull();
    const counts = tables.map((name) => [
      name,
      storage.sql.exec(`SELECT count(*) AS n FROM "${name}"`).one()["n"],
    ]);
    return Object.fromEntries(counts.filter(([, n]) => n !== 0));
  });
}

async function expectNothingRemains(tenant: Tenant, places: readonly Tenant[] = [tenant]): Promise<void> {
  for (const database of bindings<D1Database>(/^(?:CELL|SILO)_.*_DB(?:_\d+)?$/)) {
    const rows = await database
      .prepare("SELECT count(*) AS n FROM blocks WHERE tenant_id = ?")
      .bind(tenant.id)
      .first("n");
    expect(rows).toBe(0);
  }
  for (const bucket of bindings<R2Bucket>(/_BUCKET$/))
    expect((await bucket.list({ prefix: `tenants/${tenant.id}` })).objects).toEqual([]);
  for (const place of places) {
    expect(await rowsOf(tenantStub(place))).toEqual({});
    for (let shard = 0; shard < 4; shard++) expect(await rowsOf(shardStub(place, shard))).toEqual({});
  }
  const row = await env.DIRECTORY.prepare("SELECT status, exception_until FROM tenants WHERE id = ?")
    .bind(tenant.id)
    .first();
  expect(row).toEqual({ status: "deleted", exception_until: null });
  const made = await env.DIRECTORY.prepare("SELECT count(*) AS n FROM creations WHERE tenant_id = ?")
    .bind(tenant.id)
    .first("n");
  expect(made).toBe(0);
}

describe("export", () => {
  it("holds blocks as they are, rows that were in none, the log that verifies, and settings without secrets", async () => {
    const leaving = await createLeaving();
    const { tenant, host, admin } = leaving;
    await write(leaving, 1);
    await flush(tenant);
    await write(leaving, 2);
    const begun = await begin(tenant);
    expect([begun.status, begun.json.state]).toEqual([202, "settle"]);
    const ready = await follow(tenant, "ready", () => evict(tenantStub(tenant)));
    const files = await filesOf(tenant);
    expect(ready).toMatchObject({ percent: 100, exported: { files: files.length, missing: 0 } });
    expect(ready.exported.bytes).toBe(files.reduce((sum, file) => sum + file.bytes, 0));
    const names = files.map(({ name }) => name);
    expect(names.filter((name) => name.endsWith(".parquet"))).toHaveLength(2);
    expect(names).toEqual(expect.arrayContaining(["access.json", "tenant.json", "settings/keys-0.ndjson"]));
    for (const file of files) {
      const bytes = await download(tenant, file.name);
      expect([file.name, bytes.length, hex(sha256(bytes))]).toEqual([file.name, file.bytes, file.sha256]);
      expect(text(bytes)).not.toContain(admin.split("_").at(-1)?.slice(0, 32));
      if (file.name.endsWith(".parquet")) expect(text(bytes.subarray(0, 4))).toBe("PAR1");
    }
    const [part = ""] = names.filter((name) => name.startsWith("audit/"));
    const lines = splitLines(chunksOf(await download(tenant, part)));
    const report = await verifyExport(lines);
    expect(report).toMatchObject({ isVerified: true, tenant: tenant.id, entries: ready.exported.audit_size });
    expect(text(await download(tenant, "settings/keys-0.ndjson"))).not.toContain("hash");
    expectRefusal(await send("GET /v1/tenant", { host, key: admin }), 404, "tenant.unknown");
  });

  it("goes on where it was when the object dies in the middle, and says how far it is", async () => {
    const leaving = await createLeaving();
    const { tenant } = leaving;
    // A block each: they are of different days.
    for (let value = 0; value < 12; value++) await write(leaving, value, Date.now() - value * DAY_MS);
    await flush(tenant);
    await begin(tenant);
    await sqlIn(
      tenantStub(tenant),
      `CREATE TRIGGER broken_offboarding BEFORE UPDATE ON offboarding WHEN json_extract(NEW.progress, '$.done') > 10
        BEGIN SELECT RAISE(ABORT, 'broken by a test'); END`,
    );
    await expect(followInVain(tenant, "ready")).rejects.toThrow("never");
    expect((await ask(tenant)).json).toMatchObject({ state: "export", percent: 83 });
    await mendWrites(tenantStub(tenant), "offboarding");
    const ready = await follow(tenant, "ready");
    const files = await filesOf(tenant);
    expect(files.filter(({ name }) => name.endsWith(".parquet"))).toHaveLength(12);
    expect(ready.exported.files).toBe(files.length);
  });

  it("of a silo opens to the same bytes, and the link works in the tenant's region only", async () => {
    const { slug } = takeSilo();
    const leaving = await createLeaving({
      slug,
      isolation: "silo",
      residency: { processing: "in_region" },
    });
    const { tenant } = leaving;
    await write(leaving, 1);
    await begin(tenant);
    await follow(tenant, "ready");
    const files = await filesOf(tenant);
    for (const file of files) expect(hex(sha256(await download(tenant, file.name)))).toBe(file.sha256);
    const link = (await post(tenant, "/link", { name: "tenant.json" })).json.url as string;
    expect(new URL(link).hostname).toBe(`${slug}.eu.localhost`);
    const elsewhere = await exports.default.fetch(new Request(link, { headers: { "x-traceo-colo": "SFO" } }));
    expectRefusal(await toAnswer(elsewhere), 421, "residency.wrong_region");
    expect((await post(tenant, "/delete", { confirm: slug })).status).toBe(202);
    const done = await follow(tenant, "deleted");
    expect(await readCertificate(done.certificate)).toMatchObject({
      silo_keys_destroyed: 1,
      isolation: "silo",
    });
    await expectNothingRemains(tenant);
  });

  it("that is given up leaves the tenant as it was and nothing in its bucket", async () => {
    const world = await createWorld();
    const leaving = { ...world };
    await write(leaving, 1);
    await begin(world.tenant);
    await follow(world.tenant, "ready");
    const cancelled = await post(world.tenant, "/cancel", undefined);
    expect([cancelled.status, cancelled.json.state]).toEqual([200, "cancelled"]);
    await runDurableObjectAlarm(tenantStub(world.tenant));
    const left = await env.CELL_EU_BUCKET.list({ prefix: `tenants/${world.tenant.id}/export/` });
    expect(left.objects).toEqual([]);
    expect((await stateOf(world.tenant)).tenant.status).toBe("active");
    await write(leaving, 2);
    await flush(world.tenant);
    const again = await begin(world.tenant);
    expect(again.status).toBe(202);
    await post(world.tenant, "/cancel", undefined);
  });
});

describe("deletion", () => {
  it("leaves nothing but the certificate, which tells what was removed from where", async () => {
    const leaving = await createLeaving();
    const { tenant } = leaving;
    await write(leaving, 1);
    await flush(tenant);
    await begin(tenant);
    const ready = await follow(tenant, "ready");
    const size = (await auditOf(tenant)).length;
    expect((await post(tenant, "/delete", { confirm: tenant.slug })).status).toBe(202);
    const deleted = await follow(tenant, "deleted", () => evict(tenantStub(tenant)));
    const certificate = await readCertificate(deleted.certificate);
    expect(certificate).toMatchObject({
      tenant: tenant.id,
      guarantee: { guarantee: "best_effort" },
      exported: ready.exported,
      silo_keys_destroyed: 0,
    });
    expect(certificate.audit.size).toBeGreaterThan(size);
    const removed = certificate.removed as Loose[];
    expect(removed.map(({ kind }) => kind)).toEqual(["shard", "database", "bucket", "tenant_object"]);
    expect(removed[1].counts).toEqual({ blocks: 1, usage: 0 });
    expect(removed[2].counts).toMatchObject({ export: ready.exported.files });
    expect(removed[3].counts.audit_entries).toBe(certificate.audit.size - 1);
    expect(JSON.stringify(certificate)).not.toContain("a test");
    await expectNothingRemains(tenant);
    expectRefusal(await sendAsOperator(`GET /operator/v1/tenants/${tenant.id}`), 404, "directory.not_found");
    expectRefusal(await begin(tenant), 404, "directory.not_found");
  });

  it("reaches every place that the tenant was at", async () => {
    const leaving = await createLeaving();
    const { tenant, host, admin } = leaving;
    const basis = {
      scc: [
        {
          importer: "x",
          country: "US",
          module: "controller_to_processor",
          signed_on: "2026-01-01",
          expires_on: null,
        },
      ],
      sub_processors: [{ country: "US", name: "x", approved_on: "2026-01-01" }],
    };
    expect((await send("PUT /v1/residency/transfer-basis", { host, key: admin, json: basis })).status).toBe(
      200,
    );
    await write(leaving, 1);
    await flush(tenant);
    const move = async (place: Tenant, to: object): Promise<void> => {
      const moves = `/operator/v1/tenants/${tenant.id}/moves`;
      const begun = await sendAsOperator(`POST ${moves}`, { json: { to, reason: "a test" } });
      expect(begun.status).toBe(202);
      for (let alarms = 0; alarms < 30; alarms++) {
        const told = await sendAsOperator(`GET ${moves}/${begun.json.id}`);
        if (told.json.state === "done") return;
        for (const at of [tenant, place]) await runDurableObjectAlarm(tenantStub(at));
      }
      throw new Error("the move does not end");
    };
    const moved: Tenant = { ...tenant, jurisdiction: "us", pool: 0 };
    await move(moved, { jurisdiction: "us", pool: 0 });
    await move(moved, { shards: 3 });
    for (let at = 0; at < 12; at++)
      await send("POST /v1/metrics", { host, key: admin, json: gaugeBody({ name: `wide.${at}` }) });
    await move(moved, { shards: 1 });
    await begin(moved);
    await follow(moved, "ready");
    await post(moved, "/delete", { confirm: tenant.slug });
    const deleted = await follow(moved, "deleted");
    const { removed } = await readCertificate(deleted.certificate);
    expect(removed.filter(({ kind }: Loose) => kind === "object_left")).toMatchObject([
      { jurisdiction: "eu" },
    ]);
    await expectNothingRemains(tenant, [tenant, moved]);
  });

  it("goes on after every failure of a store, and certifies once", async () => {
    const leaving = await createLeaving();
    const { tenant } = leaving;
    await write(leaving, 1);
    await begin(tenant);
    await breakWrites(tenantStub(tenant), "UPDATE", "offboarding");
    await expect(followInVain(tenant, "ready")).rejects.toThrow("never");
    await mendWrites(tenantStub(tenant), "offboarding");
    await follow(tenant, "ready");
    await post(tenant, "/delete", { confirm: tenant.slug });
    await breakWrites(shardStub(tenant), "DELETE", "shard_state");
    await expect(followInVain(tenant, "deleted")).rejects.toThrow("never");
    await mendWrites(shardStub(tenant), "shard_state");
    await withoutTable(env.DIRECTORY, "creations", async () => {
      await expect(followInVain(tenant, "deleted")).rejects.toThrow("never");
    });
    const [{ progress } = {}] = await sqlIn(tenantStub(tenant), "SELECT progress FROM offboarding");
    const { certificate } = JSON.parse(progress as string) as { certificate: string };
    await evict(tenantStub(tenant));
    expect((await follow(tenant, "deleted")).certificate).toBe(certificate);
    await expectNothingRemains(tenant);
  });

  it("keeps the slug and domains from others for half a year, and gives them out after that", async () => {
    const domain = `${freshSlug()}.example.com`;
    const { tenant } = await createLeaving({ domains: [domain] });
    await begin(tenant);
    await follow(tenant, "ready");
    await post(tenant, "/delete", { confirm: tenant.slug });
    const deleted = await follow(tenant, "deleted");
    expect(Date.parse(deleted.slug_free_at) - Date.parse(deleted.deleted_at)).toBe(180 * DAY_MS);
    expectRefusal(await createTenant({ slug: tenant.slug, jurisdiction: "eu" }), 409, "directory.slug_taken");
    const other = { slug: freshSlug(), jurisdiction: "eu", domains: [domain] };
    expectRefusal(await createTenant(other), 409, "directory.slug_taken");
    await env.DIRECTORY.prepare("UPDATE deletions SET slug_free_at = 1 WHERE tenant_id = ?")
      .bind(tenant.id)
      .run();
    const next = await createTenant({ slug: tenant.slug, jurisdiction: "us", domains: [domain] });
    expect(next.status).toBe(201);
    expect(next.json.tenant.id).not.toBe(tenant.id);
    expect((await ask(tenant)).json).toMatchObject({ state: "deleted", certificate: deleted.certificate });
  });
});

describe("what is refused", () => {
  it("deletion before the export is ready, before the grace period is over, or of another slug", async () => {
    const world = await createWorld();
    const { tenant } = world;
    expectRefusal(await post(tenant, "/delete", { confirm: tenant.slug }), 404, "offboarding.not_found");
    await begin(tenant, 1);
    expectRefusal(await post(tenant, "/delete", { confirm: tenant.slug }), 409, "offboarding.refused");
    await follow(tenant, "ready");
    const early = await post(tenant, "/delete", { confirm: tenant.slug });
    expectRefusal(early, 409, "offboarding.refused");
    expect(early.json.detail).toContain("grace period");
    const wrong = await post(tenant, "/delete", { confirm: "another" });
    expect(wrong.json.detail).toContain("slug");
    expect((await ask(tenant)).json.state).toBe("ready");
  });

  it("a second one, a move, and a resumption while one is open; and a start while a move is", async () => {
    const { tenant } = await createWorld();
    expect((await begin(tenant)).status).toBe(202);
    expectRefusal(await begin(tenant), 409, "offboarding.refused");
    const moves = `POST /operator/v1/tenants/${tenant.id}/moves`;
    expectRefusal(
      await sendAsOperator(moves, { json: { to: { shards: 2 }, reason: "x" } }),
      409,
      "moves.refused",
    );
    expectRefusal(
      await sendAsOperator(`POST /operator/v1/tenants/${tenant.id}/resume`),
      409,
      "offboarding.refused",
    );
    const moving = await createWorld();
    await sendAsOperator(`POST /operator/v1/tenants/${moving.tenant.id}/moves`, {
      json: { to: { shards: 2 }, reason: "x" },
    });
    expectRefusal(await begin(moving.tenant), 409, "offboarding.refused");
  });

  it("cancelling what is being deleted", async () => {
    const { tenant } = await createLeaving();
    await begin(tenant);
    await follow(tenant, "ready");
    await post(tenant, "/delete", { confirm: tenant.slug });
    expectRefusal(await post(tenant, "/cancel", undefined), 409, "offboarding.refused");
    await follow(tenant, "deleted");
  });

  it("links that are changed, of another tenant, or to no file of an export", async () => {
    const [world, other] = [await createWorld(), await createWorld()];
    await begin(world.tenant);
    await follow(world.tenant, "ready");
    const { url } = (await post(world.tenant, "/link", { name: "tenant.json" })).json as { url: string };
    const token = new URL(url).searchParams.get("link") ?? "";
    const fetchOn = async (host: string, link: string): Promise<Answer> =>
      toAnswer(await exports.default.fetch(toRequest(`GET /v1/export?link=${link}`, { host })));
    expect((await fetchOn(world.host, token)).status).toBe(200);
    const nobody = await fetchOn("nobody.localhost", token);
    for (const [host, link] of [
      [other.host, token],
      [world.host, `${token.slice(0, -4)}AAAA`],
      [world.host, "x.y.z"],
      [other.host, "x"],
    ] as const) {
      const refused = await fetchOn(host, link);
      expectRefusal(refused, 404, "tenant.unknown");
      expect({ ...refused.json, instance: "" }).toEqual({ ...nobody.json, instance: "" });
    }
    for (const name of ["../tenant.json", "", "/x", "a/../b", "a//b"])
      expectRefusal(await post(world.tenant, "/link", { name }), 400, "request.invalid");
    const none = (await post(world.tenant, "/link", { name: "none.json" })).json as { url: string };
    expectRefusal(
      await toAnswer(await exports.default.fetch(new Request(none.url))),
      404,
      "offboarding.not_found",
    );
  });
});
