// The one place that turns a tenant and a class of data into its stores: object, shards, database, bucket and queue.
// INVARIANT: in production the stub of a locked jurisdiction comes from the platform's own subnamespace, or not at all.
// Locally workerd has no jurisdictions; there, and in an operator's cell, objects are kept apart by name. An operator's
// cell serves its own jurisdiction only. What is missing refuses to serve: nothing falls back to another cell.

import type { Jurisdiction, Tenant } from "../../directory/index.ts";
import type { DataClass } from "../../policy/index.ts";
import {
  DATA_STORES,
  isServedHere,
  JURISDICTION_ROWS,
  siloBinding,
  type Deployment,
  type StoreKind,
  type TenantBucket,
  type TenantDb,
} from "../index.ts";
import type { Keyed } from "./sealer.ts";
import { openBucket, openSilos, type Silos } from "./silos.ts";
import { openTenantBucket } from "./tenant-bucket.ts";
import { openTenantDb } from "./tenant-db.ts";

/** What placement needs to know of a tenant. */
export type Placed = Pick<Tenant, "id" | "slug" | "jurisdiction" | "isolation" | "pool">;
type Named = Pick<Tenant, "id" | "jurisdiction">;
/** With the keys that a silo's bytes are sealed with. */
export type Sealed = Placed & Keyed;

export interface PlacementSettings extends Deployment {
  /** As `parseMasterKeys` reads it; without it no silo is served. */
  readonly CELL_MASTER_KEY?: string | undefined;
}

/** Which object of a tenant: its own, its worker, or a shard of its telemetry. */
export type Home = "tenant" | "work" | { readonly shard: number };

export interface Placement extends Silos {
  /** Is the data of such tenants kept by this deployment? Of all others it opens nothing. */
  serves(jurisdiction: Jurisdiction): boolean;
  /** Does this deployment have the database and bucket that such a tenant needs, and a silo's master key? */
  hasCell(tenant: Pick<Placed, "slug" | "jurisdiction" | "isolation" | "pool">): boolean;
  tenantStub(tenant: Named): ReturnType<Env["TENANT"]["getByName"]>;
  workStub(tenant: Named): ReturnType<Env["WORK"]["getByName"]>;
  shardStub(tenant: Named, shard: number): ReturnType<Env["SHARD"]["getByName"]>;
  /** Throws unless `id` is where the object of this tenant belongs: by the platform's word and by its name. */
  assertHome(id: DurableObjectId, tenant: Named, home: Home): void;
  /** What holds the tenant's rows and objects is called in this deployment. */
  bindingNames(tenant: Placed): { readonly database: string; readonly bucket: string };
  /** The bucket as it is stored, sealed or not: for counting and deleting. */
  storedBucket(tenant: Placed): TenantBucket;
  /** The region that the platform says answers for the tenant's database; null where it does not say. */
  servingRegion(tenant: Placed): Promise<string | null>;
  /** For rows of that class; of telemetry unless it says otherwise. */
  database(tenant: Placed, dataClass?: DataClass): TenantDb;
  /** A silo's is sealed with its tenant's keys. */
  bucket(tenant: Sealed, dataClass?: DataClass): TenantBucket;
  queue(jurisdiction: Jurisdiction): Queue;
  /** How many pool databases the cell has. */
  poolCount(jurisdiction: Jurisdiction): number;
  /** The pool's databases of a cell, for the questions that cron asks across tenants (`telemetry/store/old-blocks.ts`). */
  poolDatabases(jurisdiction: Jurisdiction): readonly D1Database[];
}

/** A binding that a deployment lacks is a mistake of provisioning: refuse to serve rather than put data elsewhere. */
function binding(env: Env, name: string): object {
  const bound: unknown = Reflect.get(env, name);
  if (typeof bound !== "object" || bound === null) throw new Error(`no binding \`${name}\`: provision it`);
  return bound;
}

const cell = (jurisdiction: Jurisdiction): string => `CELL_${jurisdiction.toUpperCase()}`;
/** `CELL_EU_DB` is the first pool database, `CELL_EU_DB_1` the second. */
const poolName = (jurisdiction: Jurisdiction, pool: number): string =>
  pool === 0 ? `${cell(jurisdiction)}_DB` : `${cell(jurisdiction)}_DB_${pool}`;

function databaseName({ slug, jurisdiction, isolation, pool }: Omit<Placed, "id">): string {
  return isolation === "pool" ? poolName(jurisdiction, pool) : `${siloBinding(slug)}_DB`;
}

function bucketName({ slug, jurisdiction, isolation }: Omit<Placed, "id" | "pool">): string {
  return `${isolation === "pool" ? cell(jurisdiction) : siloBinding(slug)}_BUCKET`;
}

interface Namespaced<Stub> {
  getByName(name: string, options?: DurableObjectNamespaceGetDurableObjectOptions): Stub;
  idFromName(name: string): DurableObjectId;
}

interface Locatable<Stub> extends Namespaced<Stub> {
  jurisdiction(name: DurableObjectJurisdiction): Namespaced<Stub>;
}

/** A tenant's place in a namespace of objects. */
interface Spot<Stub> {
  readonly namespace: Namespaced<Stub>;
  readonly name: string;
  readonly options: DurableObjectNamespaceGetDurableObjectOptions;
}

/** Throws for a jurisdiction that another deployment serves: an operator's cell, or the one that forwards to this cell. */
function assertServed(jurisdiction: Jurisdiction, deployment: Deployment): void {
  if (isServedHere(jurisdiction, deployment)) return;
  const here = deployment.CELL === "global" ? "the global deployment" : `the cell of \`${deployment.CELL}\``;
  throw new Error(`${here} serves no tenant of \`${jurisdiction}\``);
}

function findSpot<Stub>(
  deployment: Deployment,
  namespace: Locatable<Stub>,
  { jurisdiction, name }: { readonly jurisdiction: Jurisdiction; readonly name: string },
): Spot<Stub> {
  assertServed(jurisdiction, deployment);
  const { MODE, CELL } = deployment;
  const row = JURISDICTION_ROWS[jurisdiction];
  if (MODE === "local" || CELL === jurisdiction)
    return { namespace, name: `${jurisdiction}:${name}`, options: {} };
  if (row.platformJurisdiction === null)
    return { namespace, name, options: { locationHint: row.locationHint } };
  // The platform throws where it has no such jurisdiction: then there is no place for this tenant.
  return { namespace: namespace.jurisdiction(row.platformJurisdiction), name, options: {} };
}

function assertAt<Stub>(id: DurableObjectId, spot: Spot<Stub>, wanted: string | undefined): void {
  if (id.jurisdiction !== wanted)
    throw new Error(
      `the object is in \`${id.jurisdiction ?? "no jurisdiction"}\`, not in \`${wanted ?? "none"}\``,
    );
  if (!id.equals(spot.namespace.idFromName(spot.name)))
    throw new Error(`the object is not the one that is named \`${spot.name}\``);
}

/** The platform's name for where an object of the jurisdiction must be. */
function lockOf({ MODE, CELL }: Deployment, jurisdiction: Jurisdiction): string | undefined {
  if (MODE === "local" || CELL !== "global") return undefined;
  return JURISDICTION_ROWS[jurisdiction].platformJurisdiction ?? undefined;
}

function countPools(env: Env, jurisdiction: Jurisdiction): number {
  let count = 0;
  while (Reflect.has(env, poolName(jurisdiction, count))) count++;
  return count;
}

function keptIn(dataClass: DataClass, kind: StoreKind): void {
  if (!DATA_STORES[dataClass].includes(kind)) throw new Error(`\`${dataClass}\` is not kept in a ${kind}`);
}

const random = (sizeBytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(sizeBytes));

async function regionOf(database: D1Database): Promise<string | null> {
  const { meta } = await database.prepare("SELECT 1").run();
  const { served_by_region: region }: { served_by_region?: unknown } = meta;
  return typeof region === "string" ? region : null;
}

function spotsOf(env: Env, deployment: Deployment) {
  return {
    tenantSpot: ({ jurisdiction, id }: Named) => findSpot(deployment, env.TENANT, { jurisdiction, name: id }),
    workSpot: ({ jurisdiction, id }: Named) => findSpot(deployment, env.WORK, { jurisdiction, name: id }),
    shardSpot: ({ jurisdiction, id }: Named, shard: number) =>
      findSpot(deployment, env.SHARD, { jurisdiction, name: `${id}/${shard}` }),
  };
}

export function createPlacement(env: Env, deployment: PlacementSettings): Placement {
  const silos = openSilos(deployment.CELL_MASTER_KEY, random);
  const { tenantSpot, workSpot, shardSpot } = spotsOf(env, deployment);
  const placeBinding = (jurisdiction: Jurisdiction, name: string): object => {
    assertServed(jurisdiction, deployment);
    return binding(env, name);
  };
  return {
    ...silos,
    serves: (jurisdiction) => isServedHere(jurisdiction, deployment),
    hasCell: (tenant) =>
      isServedHere(tenant.jurisdiction, deployment) &&
      Reflect.has(env, databaseName(tenant)) &&
      Reflect.has(env, bucketName(tenant)) &&
      (tenant.isolation === "pool" || silos.vault.current !== null),
    tenantStub: (tenant) => stubAt(tenantSpot(tenant)),
    workStub: (tenant) => stubAt(workSpot(tenant)),
    shardStub: (tenant, shard) => stubAt(shardSpot(tenant, shard)),
    assertHome: (id, tenant, home) => {
      const lock = lockOf(deployment, tenant.jurisdiction);
      if (home === "tenant") assertAt(id, tenantSpot(tenant), lock);
      else if (home === "work") assertAt(id, workSpot(tenant), lock);
      else assertAt(id, shardSpot(tenant, home.shard), lock);
    },
    bindingNames: (tenant) => ({ database: databaseName(tenant), bucket: bucketName(tenant) }),
    servingRegion: async (tenant) =>
      regionOf(placeBinding(tenant.jurisdiction, databaseName(tenant)) as D1Database),
    database: (tenant, dataClass = "telemetry") => {
      keptIn(dataClass, "database");
      return openTenantDb(placeBinding(tenant.jurisdiction, databaseName(tenant)) as D1Database, tenant.id);
    },
    bucket: (tenant, dataClass = "telemetry") => {
      keptIn(dataClass, "bucket");
      const bucket = placeBinding(tenant.jurisdiction, bucketName(tenant)) as R2Bucket;
      return openBucket(silos, bucket, tenant);
    },
    storedBucket: (tenant) =>
      openTenantBucket(placeBinding(tenant.jurisdiction, bucketName(tenant)) as R2Bucket, tenant.id),
    queue: (jurisdiction) => placeBinding(jurisdiction, `${cell(jurisdiction)}_QUEUE`) as Queue,
    poolCount: (jurisdiction) => countPools(env, jurisdiction),
    poolDatabases: (jurisdiction) =>
      Array.from(
        { length: countPools(env, jurisdiction) },
        (_, pool) => placeBinding(jurisdiction, poolName(jurisdiction, pool)) as D1Database,
      ),
  };
}

/** Of an isolate's bindings and their settings: made once for all the objects that wake in it. */
const known = new WeakMap<Env, Placement>();

export function placementOf(env: Env, deployment: PlacementSettings): Placement {
  const placement = known.get(env) ?? createPlacement(env, deployment);
  known.set(env, placement);
  return placement;
}

function stubAt<Stub>({ namespace, name, options }: Spot<Stub>): Stub {
  return namespace.getByName(name, options);
}
