// Stubs of a tenant's objects as the interfaces that callers may rely on: the generated RPC types mirror the classes, and
// recurse without end. A stub is made for each call: one that has thrown is never used again.

import type { Tenant } from "../directory/index.ts";
import type { Placement } from "../residency/store/placement.ts";
import type { ShardApi, TenantApi, WorkApi } from "./tenant-api.ts";

type Named = Pick<Tenant, "id" | "jurisdiction">;

export function tenantAt(placement: Placement, tenant: Named): TenantApi {
  const stub: unknown = placement.tenantStub(tenant);
  return stub as TenantApi;
}

export function shardAt(placement: Placement, tenant: Named, shard: number): ShardApi {
  const stub: unknown = placement.shardStub(tenant, shard);
  return stub as ShardApi;
}

export function workAt(placement: Placement, tenant: Named): WorkApi {
  const stub: unknown = placement.workStub(tenant);
  return stub as WorkApi;
}
