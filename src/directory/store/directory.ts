// Reads and writes of the directory database.
// A missing row is `null`; a failed read throws, and becomes `internal.unavailable` at the edge.

import { and, asc, eq, gt, inArray, lt, ne, or, sql } from "drizzle-orm";
import { drizzle, type DrizzleD1Database } from "drizzle-orm/d1";
import { fault } from "../../kernel/fault.ts";
import type { TenantId } from "../../kernel/ids.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import type { HousedTenant, Residency, Tenant } from "../tenant.ts";
import { TIERS } from "../tiers.ts";
import { bury, DELETED, freeNames, loadDeletion, type Deletion } from "./deletions.ts";
import { listHoused, type HousedPage } from "./housed.ts";
import { creations, domains, tenants } from "./schema.ts";

type TenantRow = typeof tenants.$inferSelect;

type DirectoryDb = DrizzleD1Database;

export interface Directory {
  load(name: TenantName): Promise<Tenant | null>;
  /** In order of creation. LIMIT: at most 100 at once, D1 takes 100 parameters. */
  list(page: TenantPage): Promise<Tenant[]>;
  /**
   * Reserves slug, domains and idempotency key in one transaction. A repeated creation gets the tenant of the first.
   * Refuses with `directory.slug_taken` or `request.idempotency_key_reused`.
   */
  reserve(creation: Creation): Promise<Result<Tenant>>;
  /** Gives a reservation back of which nothing came: never one whose tenant has been founded. */
  release(id: TenantId): Promise<void>;
  /** The ids of a jurisdiction's silo tenants, closed ones included: their data may still be there. */
  listSilos(jurisdiction: Tenant["jurisdiction"]): Promise<TenantId[]>;
  /** Of a jurisdiction; founded, and created before that instant. In the order of their ids. */
  listHoused(page: HousedPage): Promise<HousedTenant[]>;
  /** Tenants that are there and whose id ends with one of these letters, in the order of their ids. */
  listEnding(page: EndingPage): Promise<Pick<Tenant, "id" | "jurisdiction">[]>;
  /** The slug stays taken until it is free; everything else of the tenant leaves the directory. Again it changes nothing. */
  bury(deletion: Deletion): Promise<void>;
  /** Of a tenant that was deleted, for good. */
  loadDeletion(id: TenantId): Promise<Deletion | null>;
  /** Writes what the tenant object says of itself, unless a later version stands there already. */
  project(tenant: Tenant, version: number): Promise<void>;
}

export function openDirectory(database: D1Database): Directory {
  const db = drizzle(database);
  return {
    load: (name) => loadTenant(db, name),
    list: (page) => listTenants(db, page),
    reserve: (creation) => reserveTenant(db, creation),
    release: (id) => releaseTenant(db, id),
    listSilos: (jurisdiction) => listSilos(db, jurisdiction),
    listHoused: (page) => listHoused(db, page),
    listEnding: (page) => listEnding(db, page),
    bury: (deletion) => bury(db, deletion),
    loadDeletion: (id) => loadDeletion(db, id),
    project: (tenant, version) => projectTenant(db, tenant, version),
  };
}

function toResidency({ processing, lock, exceptionUntil: until }: TenantRow): Residency {
  return {
    processing: processing as Residency["processing"],
    lock: lock as Residency["lock"],
    exception: until === null ? null : { reason: null, until, by: null },
  };
}

function toTenant(row: TenantRow, names: readonly string[]): Tenant {
  const tier = row.tier as Tenant["tier"];
  return {
    id: row.id as TenantId,
    slug: row.slug,
    domains: [...names],
    jurisdiction: row.jurisdiction as Tenant["jurisdiction"],
    isolation: row.isolation as Tenant["isolation"],
    tier,
    status: row.status as Tenant["status"],
    pool: row.pool,
    shards: row.shards === 0 ? TIERS[tier].shards : row.shards,
    residency: toResidency(row),
    created_at: new Date(row.createdAt).toISOString(),
  };
}

async function withDomains(db: DirectoryDb, rows: readonly TenantRow[]): Promise<Tenant[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const named = await db.select().from(domains).where(inArray(domains.tenantId, ids)).orderBy(domains.domain);
  return rows.map((row) =>
    toTenant(
      row,
      named.filter((name) => name.tenantId === row.id).map((name) => name.domain),
    ),
  );
}

/** What a request can name a tenant by. */
export type TenantName =
  | { readonly by: "id"; readonly id: TenantId }
  | { readonly by: "slug"; readonly slug: string }
  | { readonly by: "domain"; readonly domain: string };

/** One statement: a tenant's first request in an isolate waits for it. A row for each domain. */
async function loadTenant(db: DirectoryDb, name: TenantName): Promise<Tenant | null> {
  const rows = await db
    .select({ tenant: tenants, domain: domains.domain })
    .from(tenants)
    .leftJoin(domains, eq(domains.tenantId, tenants.id))
    .where(and(isNamed(db, name), ne(tenants.status, DELETED)))
    .orderBy(domains.domain);
  const [first] = rows;
  if (first === undefined) return null;
  const names = rows.map((row) => row.domain).filter((domain) => domain !== null);
  return toTenant(first.tenant, names);
}

function isNamed(db: DirectoryDb, name: TenantName) {
  if (name.by === "id") return eq(tenants.id, name.id);
  if (name.by === "slug") return eq(tenants.slug, name.slug);
  const owner = db.select({ id: domains.tenantId }).from(domains).where(eq(domains.domain, name.domain));
  return inArray(tenants.id, owner);
}

export interface TenantPage {
  /** The last tenant of the page before. */
  readonly after: { readonly createdAtMs: number; readonly id: string } | null;
  readonly limit: number;
}

async function listTenants(db: DirectoryDb, page: TenantPage): Promise<Tenant[]> {
  const { after } = page;
  const later =
    after === null
      ? undefined
      : or(
          gt(tenants.createdAt, after.createdAtMs),
          and(eq(tenants.createdAt, after.createdAtMs), gt(tenants.id, after.id)),
        );
  const rows = await db
    .select()
    .from(tenants)
    .where(and(later, ne(tenants.status, DELETED)))
    .orderBy(asc(tenants.createdAt), asc(tenants.id))
    .limit(page.limit);
  return withDomains(db, rows);
}

export interface Creation {
  readonly tenant: Tenant;
  readonly idempotencyKey: string;
  readonly requestHash: string;
}

async function reserveTenant(db: DirectoryDb, creation: Creation): Promise<Result<Tenant>> {
  const earlier = await loadCreation(db, creation);
  if (earlier !== null) return earlier;
  try {
    await db.batch(reservation(db, creation) as never);
    return ok(creation.tenant);
  } catch (error) {
    if (!/UNIQUE constraint failed/.test(describe(error))) throw error;
    // Lost a race, or the name is taken: the same request may have won it.
    const winner = await loadCreation(db, creation);
    return (
      winner ??
      failed(fault("directory.slug_taken", `\`${creation.tenant.slug}\` or one of its domains is in use`))
    );
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.message} ${describe(error.cause)}` : "";
}

function reservation(db: DirectoryDb, { tenant, idempotencyKey, requestHash }: Creation): unknown[] {
  const createdAt = Date.parse(tenant.created_at);
  const { id, slug } = tenant;
  return [
    ...freeNames(db, createdAt),
    db.insert(creations).values({ idempotencyKey, requestHash, tenantId: id, createdAt }),
    db.insert(tenants).values({ id, slug, ...changing(tenant), createdAt, version: 0 }),
    ...tenant.domains.map((domain) => db.insert(domains).values({ domain, tenantId: id })),
  ];
}

async function releaseTenant(db: DirectoryDb, id: TenantId): Promise<void> {
  const unfounded = and(eq(tenants.id, id), eq(tenants.version, 0), eq(tenants.status, "provisioning"));
  const ids = db.select({ id: tenants.id }).from(tenants).where(unfounded);
  await db.batch([
    db.delete(creations).where(inArray(creations.tenantId, ids)),
    db.delete(domains).where(inArray(domains.tenantId, ids)),
    db.delete(tenants).where(unfounded),
  ]);
}

async function loadCreation(db: DirectoryDb, creation: Creation): Promise<Result<Tenant> | null> {
  const [row] = await db
    .select()
    .from(creations)
    .where(eq(creations.idempotencyKey, creation.idempotencyKey));
  if (row === undefined) return null;
  if (row.requestHash !== creation.requestHash) return failed(fault("request.idempotency_key_reused"));
  const tenant = await loadTenant(db, { by: "id", id: row.tenantId as TenantId });
  return tenant === null ? null : ok(tenant);
}

/** What of a tenant may change. */
function changing(tenant: Tenant) {
  const { jurisdiction, isolation, tier, status, pool, shards, residency } = tenant;
  const { processing, lock, exception } = residency;
  const places = { jurisdiction, isolation, pool, shards };
  return { ...places, tier, status, processing, lock, exceptionUntil: exception?.until ?? null };
}

async function projectTenant(db: DirectoryDb, tenant: Tenant, version: number): Promise<void> {
  await db
    .update(tenants)
    .set({ ...changing(tenant), version })
    .where(and(eq(tenants.id, tenant.id), lt(tenants.version, version)));
}

export interface EndingPage {
  readonly endings: readonly string[];
  /** The last id of the page before; empty at first. */
  readonly after: string;
  readonly limit: number;
}

async function listEnding(db: DirectoryDb, { endings, after, limit }: EndingPage) {
  const isWanted = inArray(sql`substr(${tenants.id}, -1)`, [...endings]);
  const isThere = inArray(tenants.status, ["active", "suspended"]);
  const rows = await db
    .select({ id: tenants.id, jurisdiction: tenants.jurisdiction })
    .from(tenants)
    .where(and(gt(tenants.id, after), isThere, isWanted))
    .orderBy(asc(tenants.id))
    .limit(limit);
  return rows.map((row) => ({
    id: row.id as TenantId,
    jurisdiction: row.jurisdiction as Tenant["jurisdiction"],
  }));
}

async function listSilos(db: DirectoryDb, jurisdiction: Tenant["jurisdiction"]): Promise<TenantId[]> {
  const isSilo = and(
    eq(tenants.isolation, "silo"),
    eq(tenants.jurisdiction, jurisdiction),
    ne(tenants.status, DELETED),
  );
  const rows = await db.select({ id: tenants.id }).from(tenants).where(isSilo);
  return rows.map((row) => row.id as TenantId);
}
