// Reads and writes of the directory database.
// A missing row is `null`; a failed read throws, and becomes `internal.unavailable` at the edge.

import { and, asc, eq, gt, inArray, lt, or } from "drizzle-orm";
import { drizzle, type DrizzleD1Database } from "drizzle-orm/d1";
import { fault } from "../../kernel/fault.ts";
import type { TenantId } from "../../kernel/ids.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import type { Tenant } from "../tenant.ts";
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
  /** The ids of a jurisdiction's silo tenants, closed ones included: their data may still be there. */
  listSilos(jurisdiction: Tenant["jurisdiction"]): Promise<TenantId[]>;
  /** Writes what the tenant object says of itself, unless a later version stands there already. */
  project(tenant: Tenant, version: number): Promise<void>;
}

export function openDirectory(database: D1Database): Directory {
  const db = drizzle(database);
  return {
    load: (name) => loadTenant(db, name),
    list: (page) => listTenants(db, page),
    reserve: (creation) => reserveTenant(db, creation),
    listSilos: (jurisdiction) => listSilos(db, jurisdiction),
    project: (tenant, version) => projectTenant(db, tenant, version),
  };
}

function toTenant(row: TenantRow, names: readonly string[]): Tenant {
  return {
    id: row.id as TenantId,
    slug: row.slug,
    domains: [...names],
    jurisdiction: row.jurisdiction as Tenant["jurisdiction"],
    isolation: row.isolation as Tenant["isolation"],
    tier: row.tier as Tenant["tier"],
    status: row.status as Tenant["status"],
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

async function loadTenant(db: DirectoryDb, name: TenantName): Promise<Tenant | null> {
  const rows = await selectTenant(db, name);
  const [tenant] = await withDomains(db, rows);
  return tenant ?? null;
}

function selectTenant(db: DirectoryDb, name: TenantName): Promise<TenantRow[]> {
  const query = db.select().from(tenants);
  if (name.by === "id") return query.where(eq(tenants.id, name.id));
  if (name.by === "slug") return query.where(eq(tenants.slug, name.slug));
  const owner = db.select({ id: domains.tenantId }).from(domains).where(eq(domains.domain, name.domain));
  return query.where(inArray(tenants.id, owner));
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
    .where(later)
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
  const { id, slug, jurisdiction, isolation, tier, status } = tenant;
  return [
    db.insert(creations).values({ idempotencyKey, requestHash, tenantId: id, createdAt }),
    db.insert(tenants).values({ id, slug, jurisdiction, isolation, tier, status, createdAt, version: 0 }),
    ...tenant.domains.map((domain) => db.insert(domains).values({ domain, tenantId: id })),
  ];
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

async function projectTenant(db: DirectoryDb, tenant: Tenant, version: number): Promise<void> {
  await db
    .update(tenants)
    .set({ tier: tenant.tier, status: tenant.status, isolation: tenant.isolation, version })
    .where(and(eq(tenants.id, tenant.id), lt(tenants.version, version)));
}

async function listSilos(db: DirectoryDb, jurisdiction: Tenant["jurisdiction"]): Promise<TenantId[]> {
  const isSilo = and(eq(tenants.isolation, "silo"), eq(tenants.jurisdiction, jurisdiction));
  const rows = await db.select({ id: tenants.id }).from(tenants).where(isSilo);
  return rows.map((row) => row.id as TenantId);
}
