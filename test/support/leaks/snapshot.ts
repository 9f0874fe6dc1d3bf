// All that is stored of a tenant, in every store: equal snapshots mean that nothing of it has changed.

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { Tenant } from "../../../src/directory/index.ts";
import { hex } from "../../../src/kernel/bytes.ts";
import { rawDatabaseOf, shardStub, stateOf, tenantStub } from "../objects.ts";

const INTERNAL = /^(?:_cf_|sqlite_|d1_)/;

function plain(value: unknown): unknown {
  return value instanceof ArrayBuffer ? hex(new Uint8Array(value)) : value;
}

function textOf(rows: readonly Record<string, unknown>[]): string[] {
  return rows
    .map((row) => JSON.stringify(Object.entries(row).map(([name, value]) => [name, plain(value)])))
    .sort();
}

async function rowsOfObject(stub: unknown): Promise<Record<string, string[]>> {
  return runInDurableObject(stub as DurableObjectStub, (_object, { storage: { sql } }) => {
    const tables = sql
      .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'")
      .toArray();
    const own = tables.filter(({ name }) => !INTERNAL.test(name));
    return Object.fromEntries(
      own.map(({ name }) => [name, textOf(sql.exec(`SELECT * FROM "${name}"`).toArray())]),
    );
  });
}

/** The tables of a D1 database that are ours. */
export async function tablesOf(database: D1Database): Promise<string[]> {
  const found = await database
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    .all<{ name: string }>();
  return found.results.map(({ name }) => name).filter((name) => !INTERNAL.test(name));
}

export async function rowsInDatabase(tenant: Tenant): Promise<Record<string, string[]>> {
  const database = rawDatabaseOf(tenant);
  const rows = (await tablesOf(database)).map(async (name) => {
    const found = await database.prepare(`SELECT * FROM "${name}" WHERE tenant_id = ?`).bind(tenant.id).all();
    return [name, textOf(found.results)] as const;
  });
  return Object.fromEntries(await Promise.all(rows));
}

/** The bucket of a tenant in a pool, without the handle that guards it. */
export function rawBucketOf({ jurisdiction }: Tenant): R2Bucket {
  return Reflect.get(env, `CELL_${jurisdiction.toUpperCase()}_BUCKET`) as R2Bucket;
}

export async function objectsInBucket(tenant: Tenant): Promise<string[]> {
  const { objects } = await rawBucketOf(tenant).list({ prefix: `tenants/${tenant.id}/` });
  return objects.map(({ key, etag, size, uploaded }) => `${key} ${etag} ${size} ${uploaded.getTime()}`);
}

export async function snapshotOf(tenant: Tenant): Promise<unknown> {
  const { shards } = await stateOf(tenant);
  const directory = await env.DIRECTORY.prepare("SELECT * FROM tenants WHERE id = ?").bind(tenant.id).all();
  const domains = await env.DIRECTORY.prepare("SELECT * FROM domains WHERE tenant_id = ?")
    .bind(tenant.id)
    .all();
  return {
    object: await rowsOfObject(tenantStub(tenant)),
    shards: await Promise.all(shards.map((shard) => rowsOfObject(shardStub(tenant, shard)))),
    database: await rowsInDatabase(tenant),
    bucket: await objectsInBucket(tenant),
    directory: [...directory.results, ...domains.results],
  };
}
