// A tenant's objects and stores for one request, with the epoch fence in front: whatever the object calls stale is
// decided again with the newest bundle and, if it is still allowed, tried again. INVARIANT: no call leaves here
// without the epoch that it was decided at, and none for another tenant than the session's.

import { limitsOf, type Tenant } from "../directory/index.ts";
import type { Json } from "../kernel/canonical-json.ts";
import { newId } from "../kernel/ids.ts";
import { fault, type FaultCode } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { allRows, type AccessDecision, type CompiledBundle, type RowFilter } from "../policy/index.ts";
import type { Evidence, TenantBucket, TenantDb } from "../residency/index.ts";
import type { IntakeBook, LabelReport, LabelVerdict, Lease, LeaseAsk } from "../telemetry/index.ts";
import type {
  AddedHookSource,
  Append,
  Appended,
  AskedPeriod,
  CommandInputs,
  CommandName,
  Committed,
  Envelope,
  FinopsInputs,
  FinopsQuestion,
  Fresh,
  FreshRequest,
  Idempotency,
  Kept,
  QueryInputs,
  QueryName,
  ObjectUse,
  SealedHead,
  SecretCommand,
  ShardUse,
} from "../tenant/index.ts";
import { denial, type Asked, type Permission } from "./authorize.ts";
import { executeCommand, isMoving, refreshBundle, shardApi, tenantApi } from "./bundles.ts";
import { bookOf } from "./leases.ts";
import type { Rim } from "./rim.ts";

export interface SessionOf {
  readonly tenant: Tenant;
  /** Decides again, by a newer bundle; about what it was opened for, unless it says something else. */
  readonly decide: (bundle: CompiledBundle, asked?: Asked) => Result<Permission>;
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
  /** With the bytes of blocks that were read. */
  readonly close: (bytes: number) => Promise<void>;
}

export interface TenantSession {
  /** Of the place where the tenant is as of the latest decision: a move may have come in between. */
  readonly database: TenantDb;
  readonly bucket: TenantBucket;
  /** What decides in this tenant, as of the latest decision. */
  readonly bundle: CompiledBundle;
  /** Which rows this call may see or write, as of its latest decision; null for all. */
  readonly rowFilter: RowFilter | null;
  /** The latest decision; a refusal lets nothing through. */
  readonly decision: AccessDecision;
  execute<N extends CommandName>(name: N, input: CommandInputs[N]): Promise<Result<Committed>>;
  ask<N extends QueryName>(name: N, input: QueryInputs[N]): Promise<Result<Json>>;
  askFinops<N extends FinopsQuestion>(name: N, input: FinopsInputs[N]): Promise<Result<Json>>;
  addHookSource(added: AddedHookSource): Promise<Result<Committed>>;
  /** A change of a webhook endpoint that brings secrets along. */
  keepEndpoint<N extends SecretCommand>(name: N, kept: Kept<N>): Promise<Result<Committed>>;
  /** Is the latest decision still in force? If not, it is made again. For refusals by a bundle, which nothing fences. */
  confirm(): Promise<Result<null>>;
  seal(): Promise<Result<SealedHead>>;
  attest(period: AskedPeriod): Promise<Result<Evidence>>;
  /**
   * Rows are chosen and rewritten by the latest decision, from now on: an `append` under another is `policy.rows_changed`,
   * also when it was another call that found out.
   */
  chooseRows(): void;
  append(
    shard: number,
    batch: Pick<Append, "requestHash" | "batches" | "series" | "charge">,
  ): Promise<Result<Appended>>;
  /** Did the shard store the request of this hash? */
  hasSeen(shard: number, requestHash: string): Promise<Result<boolean>>;
  openQuery(access: CommandInputs["access.record"]): Promise<Result<QueryLease>>;
  /** The isolate's own book of admission for this tenant. */
  readonly book: IntakeBook;
  leaseIngest(ask: LeaseAsk): Promise<Result<Lease>>;
  judgeLabels(reports: readonly LabelReport[]): Promise<Result<readonly LabelVerdict[]>>;
  viewUse(): Promise<Result<ObjectUse>>;
  viewShardUse(shard: number): Promise<Result<ShardUse>>;
  fresh(shard: number, request: Omit<FreshRequest, "epoch">): Promise<Result<Fresh>>;
  /**
   * A session of the same caller for what the request comes to besides: all of these must be allowed, and rows pass only
   * where all let them. It is named, in the audit log too, by the first. `policy.denied`.
   */
  also(asks: readonly [AlsoAsked, ...AlsoAsked[]]): Result<TenantSession>;
}

export type AlsoAsked = Pick<Asked, "action" | "resource" | "given">;

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
    actor: { kind: permission.principal.kind, id: permission.principal.id },
    action: asked.action,
    asked,
    reasons: permission.decision.reasons,
    requestId,
    idempotency,
  };
}

/** Decided by a bundle that is not in force any more, or sent to where the tenant is not any more. */
const isOutdated = (code: FaultCode): boolean => code === "policy.stale" || isMoving(code);

interface Fence {
  readonly permission: Permission;
  readonly decision: AccessDecision;
  readonly bundle: CompiledBundle;
  readonly fenced: <T>(attempt: Attempt<T>) => Promise<Result<T>>;
  readonly chooseRows: () => void;
  /** Rows were chosen, rewritten and admitted by the rules of one decision: under others that is to be done again, by the caller. */
  readonly sameRows: <T>(attempt: Attempt<T>) => Promise<Result<T>>;
}

/** What rows are chosen, rewritten and admitted by. */
interface Rules {
  readonly permission: Permission;
  readonly bundle: CompiledBundle;
}

function writtenOut({ permission, bundle: { privacy, limits, tenant, stops } }: Rules): string {
  const { jurisdiction, tier, shards } = tenant;
  return JSON.stringify([
    permission.decision.rowFilter,
    privacy.version,
    jurisdiction,
    limits,
    tier,
    shards,
    stops,
  ]);
}

/** Written out only when there was another decision in between. */
function isSameRules(chosenBy: Rules | null, now: Rules): boolean {
  if (chosenBy === null) return false;
  const isSameDecision = chosenBy.permission === now.permission && chosenBy.bundle === now.bundle;
  return isSameDecision || writtenOut(chosenBy) === writtenOut(now);
}

function openFence(rim: Rim, of: SessionOf): Fence {
  let { permission, bundle: current } = of;
  // A refusal is told of, and never becomes the permission: nothing is sealed by it.
  let { decision } = permission;
  let chosenBy: Rules | null = null;
  const fenced = async <T>(attempt: Attempt<T>): Promise<Result<T>> => {
    for (let attempts = 1; ; attempts++) {
      const outcome = await attempt(seal(of, permission));
      if (outcome.ok || !isOutdated(outcome.fault.code) || attempts === MOST_ATTEMPTS) return outcome;
      const bundle = await refreshBundle(rim, of.tenant);
      if (!bundle.ok) return bundle;
      const again = of.decide(bundle.value.value);
      if (!again.ok) return again;
      ({ decision } = again.value);
      if (decision.effect === "deny") return failed(denial(of.asked.action, decision));
      permission = again.value;
      current = bundle.value.value;
    }
  };
  return {
    fenced,
    chooseRows: () => {
      chosenBy = { permission, bundle: current };
    },
    sameRows: (attempt) =>
      fenced(async (sealed) =>
        isSameRules(chosenBy, { permission, bundle: current })
          ? attempt(sealed)
          : failed(fault("policy.rows_changed")),
      ),
    get permission() {
      return permission;
    },
    get decision() {
      return decision;
    },
    get bundle() {
      return current;
    },
  };
}

/** What is read may be newer than the bundle: a key was made in between. */
function openBucket(rim: Rim, { tenant, siloKeys }: CompiledBundle): TenantBucket {
  const renewKeys = async () => {
    const bundle = await refreshBundle(rim, tenant);
    return bundle.ok ? bundle.value.value.siloKeys : [];
  };
  return rim.placement.bucket({ ...tenant, siloKeys, renewKeys });
}

function appendBehind(rim: Rim, fence: Fence): TenantSession["append"] {
  return (shard, batch) =>
    fence.sameRows(({ decidedAt: epoch, actor }) => {
      const { tenant } = fence.bundle;
      const { id: tenantId, jurisdiction } = tenant;
      const appended = { ...batch, tenantId, jurisdiction, shard, epoch, keyId: actor.id };
      return shardApi(rim, tenant, shard).append(appended);
    });
}

export function createSession(rim: Rim, of: SessionOf): TenantSession {
  const fence = openFence(rim, of);
  const { fenced, chooseRows } = fence;
  const tenant = () => tenantApi(rim, fence.bundle.tenant);
  const shardOf = (shard: number) => shardApi(rim, fence.bundle.tenant, shard);

  return {
    get database() {
      return rim.placement.database(fence.bundle.tenant);
    },
    get bucket() {
      return openBucket(rim, fence.bundle);
    },
    execute: (name, input) =>
      fenced((sealed) => executeCommand(rim, fence.bundle.tenant, { name, input, envelope: sealed })),
    ask: (name, input) => fenced((sealed) => tenant().query(name, input, sealed)),
    askFinops: (name, input) => fenced((sealed) => tenant().askFinops(name, input, sealed)),
    addHookSource: (added) => fenced((sealed) => tenant().addHookSource(added, sealed)),
    keepEndpoint: (name, kept) => fenced((sealed) => tenant().keepEndpoint(name, kept, sealed)),
    confirm: () => fenced(({ decidedAt }) => tenant().confirm(decidedAt)),
    seal: () => fenced((sealed) => tenant().seal(sealed)),
    attest: (period) => fenced((sealed) => tenant().attest(period, sealed)),
    get bundle() {
      return fence.bundle;
    },
    get rowFilter() {
      return fence.permission.decision.rowFilter;
    },
    get decision() {
      return fence.decision;
    },
    chooseRows,
    append: appendBehind(rim, fence),
    get book() {
      return bookOf(rim, fence.bundle);
    },
    leaseIngest: (ask) => fenced(({ decidedAt }) => tenant().leaseIngest(ask, decidedAt)),
    judgeLabels: (reports) => fenced(({ decidedAt }) => tenant().judgeLabels(reports, decidedAt)),
    viewUse: () => fenced((sealed) => tenant().viewUse(sealed)),
    viewShardUse: (shard) => fenced(({ decidedAt }) => shardOf(shard).viewUse(decidedAt)),
    hasSeen: (shard, requestHash) =>
      fenced(({ decidedAt }) => shardOf(shard).hasSeen({ epoch: decidedAt, requestHash })),
    fresh: (shard, request) =>
      fenced(({ decidedAt }) => shardOf(shard).fresh({ ...request, epoch: decidedAt })),
    openQuery: (access) => openQuery(rim, fence, access),
    also: (asks) => openAlso(rim, { ...of, bundle: fence.bundle }, asks),
  };
}

function openAlso(
  rim: Rim,
  of: SessionOf,
  asks: readonly [AlsoAsked, ...AlsoAsked[]],
): Result<TenantSession> {
  const { context } = of.asked;
  const decide: SessionOf["decide"] = (bundle, about) =>
    about === undefined
      ? together(asks.map((ask) => of.decide(bundle, { ...ask, context })))
      : of.decide(bundle, about);
  const permission = decide(of.bundle);
  if (!permission.ok) return permission;
  const asked: Asked = { ...asks[0], context };
  const { decision } = permission.value;
  if (decision.effect === "deny") return failed(denial(asked.action, decision));
  return ok(createSession(rim, { ...of, decide, asked, permission: permission.value }));
}

/** Allowed when all are, on the rows that all let pass. */
function together(decided: readonly Result<Permission>[]): Result<Permission> {
  const permissions: Permission[] = [];
  for (const one of decided) {
    if (!one.ok) return one;
    if (one.value.decision.effect === "deny") return one;
    permissions.push(one.value);
  }
  const [first] = permissions;
  if (first === undefined) throw new Error("nothing was asked");
  const filters = permissions.flatMap(({ decision: { rowFilter } }) =>
    rowFilter === null ? [] : [rowFilter],
  );
  const decision = {
    ...first.decision,
    reasons: [...new Set(permissions.flatMap(({ decision: { reasons } }) => reasons))],
    rowFilter: filters.length === 0 ? null : allRows(filters),
  };
  return ok({ ...first, decision });
}

async function openQuery(
  rim: Rim,
  fence: Fence,
  access: CommandInputs["access.record"],
): Promise<Result<QueryLease>> {
  const tenant = () => tenantApi(rim, fence.bundle.tenant);
  const leaseId = newId("lease", rim.clock(), rim.random);
  const opened = await fence.fenced((sealed) => tenant().openQuery(access, { ...sealed, leaseId }));
  if (!opened.ok) return opened;
  const deadlineMs = rim.clock() + limitsOf(fence.bundle.tenant.tier, fence.bundle.limits).queryTimeoutMs;
  const close = (bytes: number): Promise<void> =>
    tenant().closeQuery(leaseId, { key: fence.permission.principal.id, bytes });
  return ok({ shards: opened.value, deadlineMs, close });
}
