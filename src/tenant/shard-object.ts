// A telemetry shard: the write-ahead store of a part of a tenant's telemetry, in the tenant's jurisdiction.
// INVARIANTS: an append is acknowledged after one local write; a request decided before the newest epoch seen is refused;
// a row is in the batches or in a block of the catalog, never in both and never in neither. Recovery is the normal path:
// each alarm first finishes the intents that it finds.

import { DurableObject } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/durable-sqlite";
import { migrate } from "drizzle-orm/durable-sqlite/migrator";
import migrations from "../../migrations/shard/migrations.js";
import { parseConfig, type Config } from "../config.ts";
import type { Tenant } from "../directory/index.ts";
import { fault } from "../kernel/fault.ts";
import { reportEvent } from "../kernel/report.ts";
import { createLru } from "../kernel/lru.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { createPlacement, type Placement } from "../residency/store/placement.ts";
import type { BlockFooter } from "../telemetry/index.ts";
import { readFresh } from "./shard/fresh.ts";
import { createRecentRequests, RETRY_WINDOW_MS, type RecentRequests } from "./shard/recent-requests.ts";
import type { ShardRim } from "./shard/shard-rim.ts";
import {
  insertBatch,
  loadShardState,
  readBacklog,
  recentHashes,
  saveShardState,
  type ShardState,
} from "./shard/shard-store.ts";
import { nextAlarmMs, workOnBlocks } from "./shard/upkeep.ts";
import { reportFlushes } from "./shard/report.ts";
import { sweepExpired } from "./shard/sweep.ts";
import type { Append, Fresh, FreshRequest, ShardApi, TenantApi } from "./tenant-api.ts";

/** LIMIT: what may wait for a bucket that does not answer; the object may hold 10 GB. */
const MOST_PENDING_BYTES = 512_000_000;
const RETRY_MS = 10_000;
const FOOTER_CACHE_BYTES = 8_388_608;

export class ShardObject extends DurableObject<Env> implements ShardApi {
  readonly #sql: SqlStorage;
  readonly #config: Config;
  readonly #placement: Placement;
  readonly #footers = createLru<BlockFooter>(FOOTER_CACHE_BYTES);
  #state: ShardState | null = null;
  #recent: RecentRequests = createRecentRequests();
  #nextSeq = 1;
  #pendingBytes = 0;
  #alarmAtMs: number | null = null;
  /** After a failure the alarm stands no earlier. */
  #restUntilMs = 0;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql = ctx.storage.sql;
    this.#config = parseConfig(env);
    this.#placement = createPlacement(env, this.#config.MODE);
    void ctx.blockConcurrencyWhile(() => this.#wake());
  }

  async #wake(): Promise<void> {
    await migrate(drizzle(this.ctx.storage), migrations);
    this.#state = loadShardState(this.#sql);
    const backlog = readBacklog(this.#sql);
    this.#nextSeq = backlog.nextSeq;
    this.#pendingBytes = backlog.bytes;
    for (const { hash, atMs } of recentHashes(this.#sql, Date.now() - RETRY_WINDOW_MS))
      this.#recent.add(hash, atMs);
    this.#alarmAtMs = await this.ctx.storage.getAlarm();
  }

  async append(request: Append): Promise<Result<{ readonly isRepeated: boolean }>> {
    const state = this.#state ?? (await this.#join(request));
    if (request.epoch < state.epoch) return failed(fault("policy.stale"));
    const nowMs = Date.now();
    if (request.requestHash !== "" && this.#recent.has(request.requestHash, nowMs))
      return ok({ isRepeated: true });
    if (this.#pendingBytes > MOST_PENDING_BYTES)
      return failed({ ...fault("telemetry.backlog_full"), retryAfterSeconds: 30 });
    // One statement is a transaction by itself.
    const isOneWrite = request.batches.length === 1 && request.epoch === state.epoch;
    if (isOneWrite) this.#store(request, state, nowMs);
    else this.ctx.storage.transactionSync(() => this.#store(request, state, nowMs));
    if (request.requestHash !== "") this.#recent.add(request.requestHash, nowMs);
    for (const batch of request.batches) this.#pendingBytes += batch.payload.byteLength;
    const { FLUSH_AFTER_MS, FLUSH_BYTES } = this.#config;
    this.#arm(this.#pendingBytes >= FLUSH_BYTES ? nowMs : nowMs + FLUSH_AFTER_MS);
    return ok({ isRepeated: false });
  }

  #store(request: Append, state: ShardState, receivedMs: number): void {
    const { epoch, keyId, requestHash } = request;
    if (epoch > state.epoch) this.#remember({ ...state, epoch });
    for (const batch of request.batches) {
      insertBatch(this.#sql, { seq: this.#nextSeq++, receivedMs, keyId, epoch, requestHash }, batch);
    }
  }

  async fresh(request: FreshRequest): Promise<Result<Fresh>> {
    const state = this.#state;
    // A shard that was never written to has nothing to tell and no epoch to defend.
    if (state === null) return ok({ flushedSeq: 0, batches: [], nextSeq: null });
    if (request.epoch < state.epoch) return failed(fault("policy.stale"));
    return ok(readFresh(this.#sql, request));
  }

  async fence({ tenant, shard, epoch }: { tenant: Tenant; shard: number; epoch: number }): Promise<void> {
    const newest = Math.max(epoch, this.#state?.epoch ?? 0);
    this.#remember({ tenant, shard, epoch: newest });
  }

  async sweep(): Promise<void> {
    if (this.#state === null) return;
    await sweepExpired(this.#rim(this.#state));
    this.#arm(Date.now());
  }

  override async alarm(): Promise<void> {
    this.#alarmAtMs = null;
    this.#restUntilMs = 0;
    if (this.#state === null) return;
    try {
      await workOnBlocks(this.#rim(this.#state));
      await reportFlushes(this.#sql, this.#state, this.#tenantApi(this.#state.tenant));
      this.#recent.forgetBefore(Date.now() - RETRY_WINDOW_MS);
    } catch (error) {
      // The runtime gives an alarm up after six failures; this work is never given up.
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : "thrown";
      reportEvent({ event: "shard_upkeep_failed", tenant_id: this.#state.tenant.id, reason });
      // Whatever is due is due no earlier than this: a store that is down is not asked in a loop, nor by every append.
      this.#restUntilMs = Date.now() + RETRY_MS;
      this.#alarmAtMs = null;
      this.#arm(this.#restUntilMs);
    }
    this.#pendingBytes = readBacklog(this.#sql).bytes;
    const nextMs = nextAlarmMs(this.#sql, {
      flushAfterMs: this.#config.FLUSH_AFTER_MS,
      retryMs: RETRY_MS,
      nowMs: Date.now(),
    });
    if (nextMs !== null) this.#arm(nextMs);
  }

  /** The first contact: from the answer on, the tenant object counts on this shard to refuse older epochs. */
  async #join({ tenantId, jurisdiction, shard }: Append): Promise<ShardState> {
    // Slug and isolation play no part in finding the object.
    const placed = { id: tenantId as Tenant["id"], jurisdiction, slug: "", isolation: "pool" as const };
    const joined = await this.#tenantApi(placed).execute(
      "shards.join",
      { shard },
      {
        decidedAt: "platform",
        actor: { kind: "system", id: `shard-${shard}` },
        action: "shards:join",
        reasons: ["platform"],
        requestId: `shard-${shard}`,
        idempotency: null,
      },
    );
    if (!joined.ok) throw new Error(`joining ${tenantId}: ${joined.fault.code}`);
    const { tenant, epoch } = joined.value.reply as unknown as { tenant: Tenant; epoch: number };
    // A fence may have come in while the answer was on its way: the newer epoch stays.
    if (this.#state === null || this.#state.epoch < epoch) this.#remember({ tenant, shard, epoch });
    return this.#state ?? { tenant, shard, epoch };
  }

  #remember(state: ShardState): void {
    saveShardState(this.#sql, state);
    this.#state = state;
  }

  #tenantApi(tenant: Parameters<Placement["tenantStub"]>[0]): TenantApi {
    const stub: unknown = this.#placement.tenantStub(tenant);
    return stub as TenantApi;
  }

  #rim(state: ShardState): ShardRim {
    const { tenant } = state;
    const [database, bucket] = [this.#placement.database(tenant), this.#placement.bucket(tenant)];
    return { storage: this.ctx.storage, state, database, bucket, footers: this.#footers, nowMs: Date.now() };
  }

  /** The alarm is moved only to an earlier time: setting it for every append would be a row written each. */
  #arm(wantedMs: number): void {
    const atMs = Math.max(wantedMs, this.#restUntilMs);
    if (this.#alarmAtMs !== null && this.#alarmAtMs <= atMs) return;
    this.#alarmAtMs = atMs;
    void this.ctx.storage.setAlarm(atMs);
  }
}
