// A tenant's objects and stores for one request, with the epoch fence in front: whatever the object calls stale is
// decided again with the newest bundle and, if it is still allowed, tried again. INVARIANT: no call leaves here
// without the epoch that it was decided at, and none for another tenant than the session's.

import { TIERS, type Tenant } from "../directory/index.ts";
import type { ParsedKey } from "../identity/index.ts";
import type { Json } from "../kernel/canonical-json.ts";
import { newId } from "../kernel/ids.ts";
import { fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { compileRowFilter, type CompiledBundle, type RowTest } from "../policy/index.ts";
import type { TenantDb } from "../residency/index.ts";
import type {
  Append,
  CommandInputs,
  CommandName,
  Committed,
  Envelope,
  Fresh,
  FreshRequest,
  Idempotency,
  QueryInputs,
  QueryName,
  SealedHead,
} from "../tenant/index.ts";
import { authorize, type Asked, type Permission } from "./authorize.ts";
import { executeCommand, refreshBundle, shardApi, tenantApi } from "./bundles.ts";
import type { Rim } from "./rim.ts";

export interface SessionOf {
  readonly tenant: Tenant;
  readonly key: ParsedKey;
  readonly asked: Asked;
  readonly permission: Permission;
  readonly bundle: CompiledBundle;
  readonly requestId: string;
  readonly idempotency: Idempotency | null;
}

/** A slot to run one query in; the shards that may hold fresh rows. */
export interface QueryLease {
  readonly shards: readonly number[];
  readonly deadlineMs: number;
  readonly close: () => Promise<void>;
}

export interface TenantSession {
  readonly database: TenantDb;
  readonly bucket: R2Bucket;
  /** What decides in this tenant, as of the latest decision. */
  readonly bundle: CompiledBundle;
  /** Which rows this call may see or write, as of its latest decision; null for all. */
  readonly rowTest: RowTest | null;
  execute<N extends CommandName>(name: N, input: CommandInputs[N]): Promise<Result<Committed>>;
  ask<N extends QueryName>(name: N, input: QueryInputs[N]): Promise<Result<Json>>;
  seal(): Promise<Result<SealedHead>>;
  append(
    shard: number,
    batch: Pick<Append, "requestHash" | "batches">,
  ): Promise<Result<{ readonly isRepeated: boolean }>>;
  openQuery(access: CommandInputs["access.record"]): Promise<Result<QueryLease>>;
  fresh(shard: number, request: Omit<FreshRequest, "epoch">): Promise<Result<Fresh>>;
}

/** Each attempt after the first means that somebody else's change went through in between: this many in a row are rare. */
const MOST_ATTEMPTS = 8;

type Attempt<T> = (envelope: Envelope & { readonly decidedAt: number }) => Promise<Result<T>>;

/** Who decided what, at which epoch. */
function seal(
  { asked, requestId, idempotency }: SessionOf,
  permission: Permission,
): Envelope & { decidedAt: number } {
  return {
    decidedAt: permission.epoch,
    actor: { kind: "key", id: permission.principal.id },
    action: asked.action,
    asked,
    reasons: permission.decision.reasons,
    requestId,
    idempotency,
  };
}

interface Fence {
  readonly permission: Permission;
  readonly bundle: CompiledBundle;
  readonly fenced: <T>(attempt: Attempt<T>) => Promise<Result<T>>;
  /** Rows were chosen by the filter of one decision: under another they have to be chosen again, by the caller. */
  readonly sameRows: <T>(attempt: Attempt<T>) => Promise<Result<T>>;
}

function openFence(rim: Rim, of: SessionOf): Fence {
  let { permission, bundle: current } = of;
  const fenced = async <T>(attempt: Attempt<T>): Promise<Result<T>> => {
    for (let attempts = 1; ; attempts++) {
      const outcome = await attempt(seal(of, permission));
      if (outcome.ok || outcome.fault.code !== "policy.stale" || attempts === MOST_ATTEMPTS) return outcome;
      const bundle = await refreshBundle(rim, of.tenant);
      if (!bundle.ok) return bundle;
      const again = authorize(bundle.value.value, { key: of.key, asked: of.asked });
      if (!again.ok) return again;
      permission = again.value;
      current = bundle.value.value;
    }
  };
  return {
    fenced,
    sameRows: async (attempt) => {
      const chosenBy = JSON.stringify(permission.decision.rowFilter);
      return fenced(async (sealed) => {
        const isSame = JSON.stringify(permission.decision.rowFilter) === chosenBy;
        return isSame ? attempt(sealed) : failed(fault("policy.rows_changed"));
      });
    },
    get permission() {
      return permission;
    },
    get bundle() {
      return current;
    },
  };
}

export function createSession(rim: Rim, of: SessionOf): TenantSession {
  const fence = openFence(rim, of);
  const { fenced, sameRows } = fence;
  const tenant = () => tenantApi(rim, of.tenant);
  const { id: tenantId, jurisdiction } = of.tenant;

  return {
    get database() {
      return rim.placement.database(of.tenant);
    },
    get bucket() {
      return rim.placement.bucket(of.tenant);
    },
    execute: (name, input) =>
      fenced((sealed) => executeCommand(rim, of.tenant, { name, input, envelope: sealed })),
    ask: (name, input) => fenced((sealed) => tenant().query(name, input, sealed)),
    seal: () => fenced((sealed) => tenant().seal(sealed)),
    get bundle() {
      return fence.bundle;
    },
    get rowTest() {
      const { rowFilter } = fence.permission.decision;
      return rowFilter === null ? null : compileRowFilter(rowFilter);
    },
    append: (shard, batch) =>
      sameRows(({ decidedAt, actor }) =>
        shardApi(rim, of.tenant, shard).append({
          ...batch,
          tenantId,
          jurisdiction,
          shard,
          epoch: decidedAt,
          keyId: actor.id,
        }),
      ),
    fresh: (shard, request) =>
      fenced(({ decidedAt }) => shardApi(rim, of.tenant, shard).fresh({ ...request, epoch: decidedAt })),
    openQuery: async (access) => {
      const leaseId = newId("lease", rim.clock(), rim.random);
      const opened = await fenced((sealed) => tenant().openQuery(access, { ...sealed, leaseId }));
      if (!opened.ok) return opened;
      const deadlineMs = rim.clock() + TIERS[of.tenant.tier].queryTimeoutMs;
      return ok({ shards: opened.value, deadlineMs, close: () => tenant().closeQuery(leaseId) });
    },
  };
}
