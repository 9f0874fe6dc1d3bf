// The directory database: what reads and writes cost, and what races leave behind.

import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { Tenant } from "../../src/directory/index.ts";
import { openDirectory } from "../../src/directory/store/directory.ts";
import { newId } from "../../src/kernel/ids.ts";
import { countStatements } from "../support/counted-database.ts";
import { migrateDatabases } from "../support/databases.ts";
import { freshSlug } from "../support/world.ts";

const random = (sizeBytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(sizeBytes));

function newTenant(changes: Partial<Tenant> = {}): Tenant {
  const nowMs = Date.now();
  return {
    id: newId("tenant", nowMs, random),
    slug: freshSlug(),
    domains: [],
    jurisdiction: "eu",
    isolation: "pool",
    tier: "standard",
    status: "provisioning",
    pool: 0,
    shards: 1,
    residency: { processing: "anywhere", lock: "preferred", exception: null },
    created_at: new Date(nowMs).toISOString(),
    ...changes,
  };
}

async function open() {
  await migrateDatabases();
  const counted = countStatements(env.DIRECTORY);
  return { directory: openDirectory(counted.database), counted };
}

const creationOf = (tenant: Tenant, idempotencyKey: string = crypto.randomUUID()) => ({
  tenant,
  idempotencyKey,
  requestHash: "hash",
});

describe("reserving", () => {
  it("is one batch after one read, and a loaded tenant is the one that was reserved", async () => {
    const { directory, counted } = await open();
    const tenant = newTenant({ domains: [`${freshSlug()}.example.com`] });
    expect(await directory.reserve(creationOf(tenant))).toEqual({ ok: true, value: tenant });
    expect(counted.take()).toEqual({ statements: 1, batches: 1 });
    const domain = tenant.domains[0] ?? "";
    for (const name of [
      { by: "id", id: tenant.id },
      { by: "slug", slug: tenant.slug },
      { by: "domain", domain },
    ] as const) {
      expect(await directory.load(name)).toEqual(tenant);
    }
    expect(counted.take().statements).toBe(3);
  });

  it("of several domains, each of which and the slug give the tenant with all of them", async () => {
    const { directory } = await open();
    const domains = ["a", "b", "c"].map((label) => `${label}.${freshSlug()}.example.com`);
    const tenant = newTenant({ domains });
    await directory.reserve(creationOf(tenant));
    expect(await directory.load({ by: "slug", slug: tenant.slug })).toEqual(tenant);
    for (const domain of domains) expect(await directory.load({ by: "domain", domain })).toEqual(tenant);
  });

  it("a tenant that is not there is null, after one read", async () => {
    const { directory, counted } = await open();
    expect(await directory.load({ by: "slug", slug: "not-there" })).toBeNull();
    expect(counted.take()).toEqual({ statements: 1, batches: 0 });
  });

  it("of a name by many at once gives it to one", async () => {
    const { directory } = await open();
    const slug = freshSlug();
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, async () => directory.reserve(creationOf(newTenant({ slug })))),
    );
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1);
    for (const outcome of outcomes) if (!outcome.ok) expect(outcome.fault.code).toBe("directory.slug_taken");
    const left = await env.DIRECTORY.prepare(
      "SELECT count(*) AS n FROM creations JOIN tenants ON id = tenant_id WHERE slug = ?",
    )
      .bind(slug)
      .first("n");
    expect(left).toBe(1);
  });

  it("that fails for one domain reserves nothing at all", async () => {
    const { directory } = await open();
    const taken = `${freshSlug()}.example.com`;
    await directory.reserve(creationOf(newTenant({ domains: [taken] })));
    const free = `${freshSlug()}.example.com`;
    const key = crypto.randomUUID();
    const refused = await directory.reserve(creationOf(newTenant({ domains: [free, taken] }), key));
    expect(refused).toMatchObject({ ok: false, fault: { code: "directory.slug_taken" } });
    expect(await directory.load({ by: "domain", domain: free })).toBeNull();
    expect((await directory.reserve(creationOf(newTenant({ domains: [free] }), key))).ok).toBe(true);
  });
});

describe("projecting", () => {
  it("a later version stays, whatever comes after it", async () => {
    const { directory } = await open();
    const tenant = newTenant();
    await directory.reserve(creationOf(tenant));
    await directory.project({ ...tenant, status: "active", tier: "enterprise" }, 2);
    await directory.project({ ...tenant, status: "suspended" }, 1);
    await directory.project({ ...tenant, status: "suspended" }, 2);
    expect(await directory.load({ by: "id", id: tenant.id })).toMatchObject({
      status: "active",
      tier: "enterprise",
    });
  });
});

describe("listing", () => {
  it("costs two reads a page, however many tenants there are", async () => {
    const { directory, counted } = await open();
    for (let i = 0; i < 5; i++) await directory.reserve(creationOf(newTenant()));
    counted.take();
    const page = await directory.list({ after: null, limit: 3 });
    expect(counted.take()).toEqual({ statements: 2, batches: 0 });
    const last = page.at(-1);
    if (last === undefined) throw new Error("an empty page");
    const next = await directory.list({
      after: { createdAtMs: Date.parse(last.created_at), id: last.id },
      limit: 50,
    });
    expect(next.map((tenant) => tenant.id).filter((id) => page.some((tenant) => tenant.id === id))).toEqual(
      [],
    );
  });

  it("takes tenants of the same millisecond apart by their id", async () => {
    const { directory } = await open();
    const created_at = "2001-01-01T00:00:00.000Z";
    const made = Array.from({ length: 4 }, () => newTenant({ created_at }));
    for (const tenant of made) await directory.reserve(creationOf(tenant));
    const ids = made.map((tenant) => tenant.id).toSorted();
    const after = { createdAtMs: Date.parse(created_at), id: ids[1] ?? "" };
    expect((await directory.list({ after, limit: 2 })).map((tenant) => tenant.id)).toEqual(ids.slice(2));
  });
});
