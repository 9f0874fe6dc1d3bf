// Removes everything of a tenant, store by store: counted and written down first, then emptied, then marked. What a crash
// interrupts is emptied again and keeps its first count.

import type { Tenant } from "../../directory/index.ts";
import type { KeyRing } from "../../kernel/wrapped-key.ts";
import type { TenantBucket, TenantDb } from "../../residency/index.ts";
import type { Placement } from "../../residency/store/placement.ts";
import { countShown, emptyUsage } from "../../finops/store/projection.ts";
import { showDueReports } from "../../reporting/store/due-reports.ts";
import { emptyCatalog } from "../../telemetry/store/catalog-pages.ts";
import { heldCatalog, heldObjects } from "../evidence/held-sets.ts";
import { emptyObjects } from "../moves/empty-side.ts";
import type { Move } from "../moves/move.ts";
import type { ShardApi, TenantApi } from "../tenant-api.ts";
import type { Removal } from "./offboarding.ts";

export interface DeleteRim {
  readonly tenant: Tenant;
  readonly siloKeys: KeyRing;
  /** Also those that ended: where the tenant was before is looked at again. */
  readonly moves: readonly Move[];
  readonly livingShards: readonly number[];
  readonly placement: Placement;
}

type Target = Pick<Removal, "kind" | "jurisdiction" | "shard" | "isolation" | "pool">;
type Place = Pick<Tenant, "jurisdiction" | "isolation" | "pool">;

const placed = ({ tenant, siloKeys }: DeleteRim, { jurisdiction, isolation, pool }: Target) => {
  return { ...tenant, jurisdiction: jurisdiction as Tenant["jurisdiction"], isolation, pool, siloKeys };
};

/** Every store that has, or ever had, something of the tenant. */
export function targetsOf(rim: DeleteRim): Target[] {
  const { tenant, moves, placement } = rim;
  const places = new Map<string, Place>();
  for (const place of [tenant, ...moves.flatMap(({ from, to }) => [from, to])]) {
    const { jurisdiction, isolation, pool } = place;
    // What is not bound any more was unprovisioned after it was emptied.
    if (placement.hasCell({ slug: tenant.slug, jurisdiction, isolation, pool }))
      places.set(`${jurisdiction} ${isolation} ${pool}`, { jurisdiction, isolation, pool });
  }
  const stores = [...places.values()].flatMap((place) =>
    (["database", "bucket"] as const).map((kind) => ({ kind, shard: null, ...place })),
  );
  const { jurisdiction, isolation, pool } = tenant;
  const here = { jurisdiction, isolation, pool };
  const shards = shardsOf(rim).map((shard) => ({ kind: "shard" as const, shard, ...here }));
  return [...shards, ...stores, ...leftBehind(rim)];
}

/** Shards that live, and those that a move to fewer of them has retired. */
function shardsOf({ livingShards, moves }: DeleteRim): number[] {
  const retired = moves.flatMap(({ kind, from, to }) =>
    kind === "shards"
      ? Array.from({ length: Math.max(0, from.shards - to.shards) }, (_, at) => to.shards + at)
      : [],
  );
  return [...new Set([...livingShards, ...retired])].sort((left, right) => left - right);
}

/** Objects of jurisdictions that the tenant has left: they keep the address where it went. */
function leftBehind({ tenant, moves }: DeleteRim): Target[] {
  const left = new Set(
    moves.filter(({ kind }) => kind === "jurisdiction").map(({ from }) => from.jurisdiction),
  );
  left.delete(tenant.jurisdiction);
  return [...left].map((jurisdiction) => ({
    kind: "object_left",
    jurisdiction,
    shard: null,
    isolation: "pool",
    pool: 0,
  }));
}

export async function countTarget(rim: DeleteRim, target: Target): Promise<Removal> {
  return { ...target, ...(await COUNT[target.kind](rim, target)), is_removed: false };
}

type Count = (rim: DeleteRim, target: Target) => Promise<Pick<Removal, "name" | "counts">>;
type Remove = (rim: DeleteRim, target: Target) => Promise<void>;

const shardApi = (rim: DeleteRim, target: Target): ShardApi =>
  rim.placement.shardStub(placed(rim, target), target.shard ?? 0);
function objectApi(rim: DeleteRim, target: Target): TenantApi {
  // The interface is what callers may rely on, without the RPC types' endless recursion.
  const stub: unknown = rim.placement.tenantStub(placed(rim, target));
  return stub as TenantApi;
}

const database = (rim: DeleteRim, target: Target): TenantDb => rim.placement.database(placed(rim, target));
/** As it is stored: what is only deleted is not opened, and a place that was left may hold other keys' objects. */
const bucket = (rim: DeleteRim, target: Target): TenantBucket =>
  rim.placement.storedBucket(placed(rim, target));

const COUNT: Readonly<Record<Removal["kind"], Count>> = {
  database: async (rim, target) => {
    const { count: blocks } = await heldCatalog(database(rim, target));
    const usage = await countShown(database(rim, target));
    return { name: rim.placement.bindingNames(placed(rim, target)).database, counts: { blocks, usage } };
  },
  bucket: async (rim, target) => {
    const { sets } = await heldObjects(bucket(rim, target), Number.POSITIVE_INFINITY);
    const counts = Object.fromEntries(sets.map(({ name, count }) => [name, count]));
    return { name: rim.placement.bindingNames(placed(rim, target)).bucket, counts };
  },
  shard: async (rim, target) => {
    const { name, sets } = await shardApi(rim, target).observe();
    return { name, counts: Object.fromEntries(sets.map((set) => [set.name, set.count])) };
  },
  object_left: async (rim, target) => ({
    name: rim.placement.tenantStub(placed(rim, target)).id.toString(),
    counts: { object_state: 1 },
  }),
  tenant_object: async () => ({ name: "", counts: {} }),
};

export async function removeTarget(rim: DeleteRim, target: Target): Promise<void> {
  await REMOVE[target.kind](rim, target);
}

const REMOVE: Readonly<Record<Removal["kind"], Remove>> = {
  database: async (rim, target) => {
    await emptyCatalog(database(rim, target));
    await emptyUsage(database(rim, target));
    await showDueReports(database(rim, target), null);
  },
  bucket: async (rim, target) => void (await emptyObjects(bucket(rim, target))),
  shard: async (rim, target) => shardApi(rim, target).erase(),
  object_left: async (rim, target) => objectApi(rim, target).eraseLeft(),
  // The last of all, by itself, once the certificate is kept elsewhere.
  tenant_object: async () => {},
};
