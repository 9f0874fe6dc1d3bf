// The one place that turns a tenant into its stores: object, shards, database, bucket and queue.
// INVARIANT: in production the stub of a locked jurisdiction comes from the platform's own subnamespace, or not at all.
// Locally workerd has no jurisdictions; there, and only there, objects of different ones are kept apart by name.

import type { Config } from "../../config.ts";
import type { Jurisdiction, Tenant } from "../../directory/index.ts";
import { JURISDICTION_ROWS, type TenantDb } from "../index.ts";

/** What placement needs to know of a tenant. */
export type Placed = Pick<Tenant, "id" | "slug" | "jurisdiction" | "isolation">;

export interface Placement {
  /** Are the database and bucket that such a tenant needs bound in this deployment? */
  hasCell(tenant: Pick<Placed, "slug" | "jurisdiction" | "isolation">): boolean;
  tenantStub(tenant: Placed): ReturnType<Env["TENANT"]["getByName"]>;
  shardStub(tenant: Placed, shard: number): ReturnType<Env["SHARD"]["getByName"]>;
  database(tenant: Placed): TenantDb;
  bucket(tenant: Placed): R2Bucket;
  queue(jurisdiction: Jurisdiction): Queue;
  /** The pool's database of a cell, for cron, which asks across tenants. */
  poolDatabase(jurisdiction: Jurisdiction): D1Database;
}

/** A binding that a deployment lacks is a mistake of provisioning: refuse to serve rather than put data elsewhere. */
function binding(env: Env, name: string): object {
  const bound: unknown = Reflect.get(env, name);
  if (typeof bound !== "object" || bound === null) throw new Error(`no binding \`${name}\`: provision it`);
  return bound;
}

function cellName(tenant: Pick<Placed, "slug" | "jurisdiction" | "isolation">): string {
  if (tenant.isolation === "pool") return `CELL_${tenant.jurisdiction.toUpperCase()}`;
  return `SILO_${tenant.slug.toUpperCase().replaceAll("-", "_")}`;
}

interface Locatable<Stub> {
  jurisdiction(name: DurableObjectJurisdiction): { getByName(name: string): Stub };
  getByName(name: string, options?: DurableObjectNamespaceGetDurableObjectOptions): Stub;
}

function locate<Stub>(
  mode: Config["MODE"],
  namespace: Locatable<Stub>,
  at: { jurisdiction: Jurisdiction; name: string },
): Stub {
  if (mode === "local") return namespace.getByName(`${at.jurisdiction}:${at.name}`);
  const row = JURISDICTION_ROWS[at.jurisdiction];
  if (row.platformJurisdiction !== null)
    return namespace.jurisdiction(row.platformJurisdiction).getByName(at.name);
  return namespace.getByName(at.name, { locationHint: row.locationHint });
}

export function createPlacement(env: Env, mode: Config["MODE"]): Placement {
  return {
    hasCell: (tenant) => ["DB", "BUCKET"].every((part) => Reflect.has(env, `${cellName(tenant)}_${part}`)),
    tenantStub: ({ jurisdiction, id }) => locate(mode, env.TENANT, { jurisdiction, name: id }),
    shardStub: ({ jurisdiction, id }, shard) =>
      locate(mode, env.SHARD, { jurisdiction, name: `${id}/${shard}` }),
    database: (tenant) => ({ tenantId: tenant.id, db: binding(env, `${cellName(tenant)}_DB`) as D1Database }),
    bucket: (tenant) => binding(env, `${cellName(tenant)}_BUCKET`) as R2Bucket,
    queue: (jurisdiction) => binding(env, `CELL_${jurisdiction.toUpperCase()}_QUEUE`) as Queue,
    poolDatabase: (jurisdiction) => binding(env, `CELL_${jurisdiction.toUpperCase()}_DB`) as D1Database,
  };
}
