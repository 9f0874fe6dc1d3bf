// Looks at every store of the tenant, from its own object in its own jurisdiction: the object itself, each shard, the
// database and the bucket of the place that it is at.

import type { Tenant } from "../../directory/index.ts";
import type { Json } from "../../kernel/canonical-json.ts";
import {
  describeObservation,
  reportOfBinding,
  reportOfObject,
  type Deployment,
  type StoreObservation,
} from "../../residency/index.ts";
import type { Placement } from "../../residency/store/placement.ts";
import type { Envelope } from "../envelope.ts";
import { shardAt } from "../stubs.ts";
import { heldCatalog, heldObjects, heldTables, heldUsage } from "./held-sets.ts";

/** Looking is the gateway's own doing: no policy decides it, and the tenant's log shows it. */
export const OBSERVER: Envelope = {
  decidedAt: "platform",
  actor: { kind: "system", id: "residency" },
  action: "residency:observe",
  reasons: ["platform"],
  requestId: "residency",
  idempotency: null,
};

export interface ObservedObject {
  readonly id: DurableObjectId;
  readonly sql: SqlStorage;
  readonly deployment: Deployment;
}

export function observeObject(
  kind: "tenant_object" | "shard",
  { id, sql, deployment }: ObservedObject,
): StoreObservation {
  return {
    kind,
    name: id.toString(),
    reported: reportOfObject(id.jurisdiction, deployment),
    store_bytes: sql.databaseSize,
    sets: heldTables(sql),
    is_complete: true,
  };
}

export interface Sight {
  readonly tenant: Tenant;
  readonly shards: readonly number[];
  readonly object: ObservedObject;
  readonly placement: Placement;
}

export async function observe({ tenant, shards, object, placement }: Sight): Promise<Json> {
  const { MODE, CELL } = object.deployment;
  const deployment: Deployment = { MODE, CELL };
  const seen = await Promise.all([
    ...shards.map(async (shard) => shardAt(placement, tenant, shard).observe()),
    observeDatabase(tenant, placement, deployment),
    observeBucket(tenant, placement, deployment),
  ]);
  const stores = [observeObject("tenant_object", { ...object, deployment }), ...seen];
  const { jurisdiction, isolation, residency } = tenant;
  const observation = describeObservation({ jurisdiction, isolation, residency, stores }, deployment);
  return JSON.parse(JSON.stringify(observation)) as Json;
}

async function observeDatabase(
  tenant: Tenant,
  placement: Placement,
  deployment: Deployment,
): Promise<StoreObservation> {
  const { database: name } = placement.bindingNames(tenant);
  const region = await placement.servingRegion(tenant);
  return {
    kind: "database",
    name,
    reported: reportOfBinding(tenant.jurisdiction, region, deployment),
    store_bytes: null,
    sets: [await heldCatalog(placement.database(tenant)), await heldUsage(placement.database(tenant))],
    is_complete: true,
  };
}

async function observeBucket(
  tenant: Tenant,
  placement: Placement,
  deployment: Deployment,
): Promise<StoreObservation> {
  const { sets, isComplete } = await heldObjects(placement.storedBucket(tenant));
  return {
    kind: "bucket",
    name: placement.bindingNames(tenant).bucket,
    reported: reportOfBinding(tenant.jurisdiction, null, deployment),
    store_bytes: null,
    sets,
    is_complete: isComplete,
  };
}
