// A tenant's objects in the test runtime: their stubs, their tables, and the envelopes of commands sent straight to them.

import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { Tenant } from "../../src/directory/index.ts";
import { createPlacement } from "../../src/residency/store/placement.ts";
import type { Loose } from "./client.ts";
import type { Envelope, ShardApi, TenantApi } from "../../src/tenant/index.ts";

const placement = createPlacement(env, { MODE: "local", CELL: "global" });

export const tenantStub = (tenant: Tenant) => placement.tenantStub(tenant);
export const shardStub = (tenant: Tenant, shard = 0) => placement.shardStub(tenant, shard);
/** The database and bucket that hold the tenant's telemetry, without the handles that guard them. */
export function rawDatabaseOf({ jurisdiction, pool }: Tenant): D1Database {
  const database = placement.poolDatabases(jurisdiction)[pool];
  if (database === undefined) throw new Error(`no pool ${pool} in ${jurisdiction}`);
  return database;
}
export const databaseOf = (tenant: Tenant) => placement.database(tenant);
export const bucketOf = (tenant: Tenant) => placement.bucket({ ...tenant, siloKeys: [] });

export const tenantApi = (tenant: Tenant) => tenantStub(tenant) as unknown as TenantApi;
export const shardApi = (tenant: Tenant, shard = 0) => shardStub(tenant, shard) as unknown as ShardApi;

type AnyStub = DurableObjectStub;

/** Runs one statement in an object's own SQLite. */
export async function sqlIn(
  stub: unknown,
  statement: string,
  ...bindings: unknown[]
): Promise<Record<string, Loose>[]> {
  return runInDurableObject(stub as AnyStub, (_object, state) =>
    state.storage.sql.exec(statement, ...(bindings as SqlStorageValue[])).toArray(),
  );
}

export async function alarmOf(stub: unknown): Promise<number | null> {
  return runInDurableObject(stub as AnyStub, async (_object, state) => state.storage.getAlarm());
}

/** Takes the object out of memory; its storage stays. */
export async function evict(stub: unknown): Promise<void> {
  await evictDurableObject(stub as AnyStub);
}

/** Every write to the table fails from now on, until `mendWrites`: a real failure of the real store. */
export async function breakWrites(
  stub: unknown,
  verb: "INSERT" | "UPDATE" | "DELETE",
  table: string,
): Promise<void> {
  await sqlIn(
    stub,
    `CREATE TRIGGER broken_${table} BEFORE ${verb} ON ${table} BEGIN SELECT RAISE(ABORT, 'broken by a test'); END`,
  );
}

export async function mendWrites(stub: unknown, table: string): Promise<void> {
  await sqlIn(stub, `DROP TRIGGER IF EXISTS broken_${table}`);
}

/** Takes a D1 table away while `work` runs: a real failure of the real database. */
export async function withoutTable<T>(
  database: D1Database,
  table: string,
  work: () => Promise<T>,
): Promise<T> {
  await database.exec(`ALTER TABLE ${table} RENAME TO ${table}_away`);
  try {
    return await work();
  } finally {
    await database.exec(`ALTER TABLE ${table}_away RENAME TO ${table}`);
  }
}

export function envelopeOf(changes: Partial<Envelope> = {}): Envelope {
  return {
    decidedAt: "platform",
    actor: { kind: "operator", id: "operator" },
    action: "tests:act",
    reasons: ["test"],
    requestId: "req_00000000000000000000",
    idempotency: null,
    ...changes,
  };
}

export interface StateRow {
  readonly tenant: Tenant;
  readonly epoch: number;
  readonly version: number;
  readonly shards: readonly number[];
  readonly checkpoint: string | null;
  readonly frontier: Uint8Array;
}

export async function stateOf(tenant: Tenant): Promise<StateRow> {
  const [row] = await sqlIn(tenantStub(tenant), "SELECT * FROM object_state");
  if (row === undefined) throw new Error("the object has no state");
  return {
    epoch: row.epoch,
    version: row.version,
    checkpoint: row.checkpoint,
    tenant: JSON.parse(row.tenant) as Tenant,
    shards: JSON.parse(row.shards) as number[],
    frontier: new Uint8Array(row.frontier as ArrayBuffer),
  };
}

export interface LoggedEntry {
  readonly seq: number;
  readonly action: string;
  readonly resource: string;
  readonly outcome: string;
  readonly actor: { readonly kind: string; readonly id: string };
  readonly detail: Loose;
  readonly epoch: number;
}

/** The tenant's whole audit log, read without adding to it. */
export async function auditOf(tenant: Tenant): Promise<LoggedEntry[]> {
  const rows = await sqlIn(tenantStub(tenant), "SELECT entry FROM audit_entries ORDER BY seq");
  return rows.map((row) => JSON.parse(row.entry as string) as LoggedEntry);
}
