// A telemetry shard: the write-ahead store of a part of a tenant's telemetry, in the tenant's jurisdiction.
// INVARIANTS: an append is acknowledged after one local write; a request decided before the newest epoch seen is refused;
// a row is in the batches or in a block of the catalog, never in both and never in neither. Recovery is the normal path:
// each alarm first finishes the intents that it finds.

import { DurableObject } from "cloudflare:workers";
import migrations from "../../migrations/shard/migrations.js";
import { configOf, type Config } from "../config.ts";
import type { Tenant } from "../directory/index.ts";
import { fault } from "../kernel/fault.ts";
import { reportEvent } from "../kernel/report.ts";
import { createLru } from "../kernel/lru.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import type { StoreObservation } from "../residency/index.ts";
import { placementOf, type Placement } from "../residency/store/placement.ts";
import type { BlockFooter } from "../telemetry/index.ts";
import { assertHome } from "./assert-home.ts";
import { observeObject } from "./evidence/observe.ts";
import { readPending, type PendingUsage } from "./finops/pending-usage.ts";
import { migrateStore } from "./migrate-store.ts";
import { dumpPage, emptyTables, listTables, loadPage, type TablePage } from "./moves/table-copy.ts";
import { askToJoin } from "./shard/ask-to-join.ts";
import type { SeriesPlan } from "./shard/active-series.ts";
import { NO_USE, openAdmission, type Admission } from "./shard/admission.ts";
import { openLessor, type Lessor, type Unpaid } from "./shard/ask-for-leases.ts";
import { createAlarmClock, type AlarmClock } from "./shard/alarm-clock.ts";
import { openFresh, readFresh } from "./shard/fresh.ts";
import { createRecentRequests, RETRY_WINDOW_MS, type RecentRequests } from "./shard/recent-requests.ts";
import { sealAppend } from "./shard/sealed-rows.ts";
import { openShardRim, type ShardRim, type ShardSurroundings } from "./shard/shard-rim.ts";
import {
  insertBatch,
  loadShardState,
  readBacklog,
  recentHashes,
  saveShardState,
  type ShardState,
} from "./shard/shard-store.ts";
import { isSettled, nextAlarmMs, workOnBlocks } from "./shard/upkeep.ts";
import { reportFlushes } from "./shard/report.ts";
import { sweepExpired } from "./shard/sweep.ts";
import { tenantAt } from "./stubs.ts";
import type { Append, Appended, Fresh, FreshRequest, ShardApi, ShardFence, ShardUse } from "./tenant-api.ts";

/** LIMIT: what may wait for a bucket that does not answer; the object may hold 10 GB. */
const MOST_PENDING_BYTES = 512_000_000;
const RETRY_MS = 10_000;
const FOOTER_CACHE_BYTES = 8_388_608;
/** Near a budget's end a lease lasts for few requests, and others may be first: each ask gets somebody on. */
const MOST_ASKS = 200;

interface Storing {
  readonly state: ShardState;
  readonly plan: SeriesPlan | null;
  readonly nowMs: number;
  /** Of the silo's key that the payloads are sealed with; 0 for none. */
  readonly keyVersion: number;
}

export class ShardObject extends DurableObject<Env> implements ShardApi {
  readonly #sql: SqlStorage;
  readonly #config: Config;
  readonly #clock: AlarmClock;
  readonly #placement: Placement;
  readonly #surroundings: ShardSurroundings;
  #state: ShardState | null = null;
  #recent: RecentRequests = createRecentRequests();
  #nextSeq = 1;
  readonly #lessor: Lessor;
  /** Opened with the first append that needs it: a shard that is only read does not. */
  #admission: Admission | null = null;
  #pendingBytes = 0;
  /** Work on blocks, one piece after another: who holds the shard waits for what is under way. */
  #working: Promise<unknown> = Promise.resolve();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql = ctx.storage.sql;
    this.#config = configOf(env);
    this.#clock = createAlarmClock(ctx.storage);
    this.#placement = placementOf(env, this.#config);
    const footers = createLru<BlockFooter>(FOOTER_CACHE_BYTES);
    this.#surroundings = { storage: ctx.storage, placement: this.#placement, footers };
    this.#lessor = openLessor({
      placement: this.#placement,
      sql: this.#sql,
      state: () => this.#state,
      learn: (gates) => this.#learn(gates),
    });
    void ctx.blockConcurrencyWhile(() => this.#wake());
  }

  async #wake(): Promise<void> {
    await migrateStore(this.ctx.storage, migrations);
    this.#state = loadShardState(this.#sql);
    this.#lessor.leases.setGates(this.#state?.gates ?? []);
    if (this.#state !== null) this.#assertHome(this.#state.tenant, this.#state.shard);
    this.#recall();
    await this.#clock.wake();
  }

  /** What is kept in memory of the tables. */
  #recall(): void {
    const backlog = readBacklog(this.#sql);
    this.#admission = null;
    this.#nextSeq = backlog.nextSeq;
    this.#pendingBytes = backlog.bytes;
    for (const { hash, atMs } of recentHashes(this.#sql, Date.now() - RETRY_WINDOW_MS))
      this.#recent.add(hash, atMs);
  }

  async append(request: Append): Promise<Result<Appended>> {
    for (let asks = 0; asks < MOST_ASKS; asks++) {
      const offered = await this.#offer(request);
      if (!("missing" in offered)) return offered;
      const refusal = await this.#lessor.ask(offered.missing);
      if (refusal !== null)
        return failed(request.epoch < refusal.epoch ? fault("policy.stale") : refusal.fault);
    }
    return failed(fault("internal.unavailable", "no lease of a budget lasted for the request"));
  }

  async #offer(request: Append): Promise<Result<Appended> | Unpaid> {
    const joined = this.#living() ?? (await this.#join(request));
    if (!joined.ok) return joined;
    if (joined.value.tenant.isolation === "pool") return this.#take(request, joined.value, 0);
    const sealed = await sealAppend(this.#placement, joined.value, request);
    if (!sealed.ok) return sealed;
    // A fence may have come in meanwhile, or the shard have retired: as it is now it takes the rows.
    const again = this.#living() ?? (await this.#join(request));
    if (!again.ok) return again;
    return this.#take(sealed.value, again.value, joined.value.siloKeys.at(-1)?.version ?? 0);
  }

  #living(): Result<ShardState> | null {
    return this.#state === null || this.#state.isRetired ? null : ok(this.#state);
  }

  /** Nothing is awaited from here to the write: requests are stored in the order of their numbers. */
  #take(request: Append, state: ShardState, keyVersion: number): Result<Appended> | Unpaid {
    if (request.epoch < state.epoch) return failed(fault("policy.stale"));
    const nowMs = Date.now();
    if (request.requestHash !== "" && this.#recent.has(request.requestHash, nowMs))
      return ok({ isRepeated: true });
    if (this.#pendingBytes > MOST_PENDING_BYTES)
      return failed({ ...fault("telemetry.backlog_full"), retryAfterSeconds: 30 });
    const admission = (this.#admission ??= openAdmission(this.#sql, nowMs));
    const plan = admission.plan(request, nowMs);
    if (plan !== null && plan.refused.length > 0)
      return ok({ isRepeated: false, refusedSeries: plan.refused });
    const missing = state.gates.length === 0 ? [] : this.#lessor.leases.missing(request, nowMs);
    if (missing.length > 0) return { missing };
    const charged = admission.charge(request, nowMs);
    if (!charged.ok) return charged;
    this.#storeAll(request, { state, plan, nowMs, keyVersion });
    if (state.gates.length > 0) this.#lessor.leases.spend(request);
    if (request.requestHash !== "") this.#recent.add(request.requestHash, nowMs);
    for (const batch of request.batches) this.#pendingBytes += batch.payload.byteLength;
    const { FLUSH_AFTER_MS, FLUSH_BYTES } = this.#config;
    this.#arm(this.#pendingBytes >= FLUSH_BYTES ? nowMs : nowMs + FLUSH_AFTER_MS);
    return ok({ isRepeated: false });
  }

  #storeAll(request: Append, storing: Storing): void {
    const { state, plan } = storing;
    const series = plan === null || plan.fresh.length === 0 ? null : { plan, log: this.#admission?.series };
    // One statement is a transaction by itself.
    const isOneWrite = request.batches.length === 1 && request.epoch === state.epoch && series === null;
    if (isOneWrite) return this.#store(request, storing);
    this.ctx.storage.transactionSync(() => {
      series?.log?.write(series.plan);
      this.#store(request, storing);
    });
    series?.log?.note(series.plan);
  }

  async hasSeen(asked: { readonly epoch: number; readonly requestHash: string }): Promise<Result<boolean>> {
    if (this.#state === null) return ok(false);
    if (asked.epoch < this.#state.epoch) return failed(fault("policy.stale"));
    return ok(asked.requestHash !== "" && this.#recent.has(asked.requestHash, Date.now()));
  }

  async viewUse(epoch: number): Promise<Result<ShardUse>> {
    if (this.#state === null) return ok(NO_USE);
    if (epoch < this.#state.epoch) return failed(fault("policy.stale"));
    return ok((this.#admission ??= openAdmission(this.#sql, Date.now())).use(Date.now()));
  }

  #store(request: Append, { state, nowMs: receivedMs, keyVersion }: Storing): void {
    const { epoch, keyId, requestHash } = request;
    if (epoch > state.epoch) this.#remember({ ...state, epoch });
    for (const batch of request.batches) {
      const seq = this.#nextSeq++;
      insertBatch(this.#sql, { seq, receivedMs, keyId, epoch, requestHash, keyVersion }, batch);
    }
  }

  async pendingUsage(): Promise<PendingUsage> {
    return readPending(this.#sql);
  }

  async returnLeases(): Promise<PendingUsage> {
    this.#lessor.leases.giveBack();
    return readPending(this.#sql);
  }

  async fresh(request: FreshRequest): Promise<Result<Fresh>> {
    const state = this.#state;
    // A shard that was never written to has nothing to tell and no epoch to defend.
    if (state === null) return ok({ flushedSeq: 0, batches: [], nextSeq: null });
    if (request.epoch < state.epoch) return failed(fault("policy.stale"));
    return openFresh(
      { silos: this.#placement, state, signal: request.signal },
      readFresh(this.#sql, request),
    );
  }

  async fence({ tenant, shard, epoch, isHeld, siloKeys, gates }: ShardFence): Promise<void> {
    const before = this.#state ?? { epoch: 0, isHeld: false, isRetired: false, siloKeys: [], gates: [] };
    const newest = Math.max(epoch, before.epoch);
    const keys = { siloKeys: siloKeys ?? before.siloKeys, gates: gates ?? before.gates };
    const told = { isHeld: isHeld ?? before.isHeld, ...keys };
    this.#remember({ tenant, shard, epoch: newest, ...told, isRetired: before.isRetired });
    if (isHeld === true) await this.#working;
    if (isHeld === false) this.#arm(Date.now());
  }

  async sweep(): Promise<void> {
    await this.#workOnBlocks(sweepExpired);
    this.#arm(Date.now());
  }

  async drain(): Promise<boolean> {
    if (this.#state === null) return true;
    await this.#workOnBlocks(workOnBlocks);
    await reportFlushes(this.#sql, this.#state, tenantAt(this.#placement, this.#state.tenant));
    this.#pendingBytes = readBacklog(this.#sql).bytes;
    return isSettled(this.#sql);
  }

  async retire(): Promise<void> {
    if (this.#state === null || this.#state.isRetired) return;
    if (!isSettled(this.#sql)) throw new Error("a shard that is not empty does not retire");
    this.#remember({ ...this.#state, isRetired: true });
  }

  async tables(): Promise<readonly string[]> {
    return listTables(this.#sql, ["shard_state", "garbage"]);
  }

  async dump(table: string, afterRowid: number): Promise<TablePage> {
    return dumpPage(this.#sql, table, afterRowid);
  }

  async load(page: TablePage): Promise<void> {
    if (this.#state !== null) throw new Error("the shard is in use");
    this.ctx.storage.transactionSync(() => loadPage(this.#sql, page));
    this.#recall();
  }

  async vacate(): Promise<void> {
    await this.#working;
    this.ctx.storage.transactionSync(() => emptyTables(this.#sql, []));
    this.#state = null;
    this.#recent = createRecentRequests();
    this.#recall();
    await this.#clock.silence();
  }

  async erase(): Promise<void> {
    await this.vacate();
    await this.ctx.blockConcurrencyWhile(async () => {
      await this.ctx.storage.deleteAll();
      await migrateStore(this.ctx.storage, migrations);
    });
  }

  async observe(): Promise<StoreObservation> {
    return observeObject("shard", { id: this.ctx.id, sql: this.#sql, deployment: this.#config });
  }

  /** Nothing happens in a shard that is held: who lets it go sees to it again. */
  #workOnBlocks(run: (rim: ShardRim) => Promise<void>): Promise<void> {
    const work = this.#working.then(async () => {
      if (this.#state !== null && !this.#state.isHeld) await run(this.#rim(this.#state));
    });
    this.#working = work.catch(() => undefined);
    return work;
  }

  override async alarm(): Promise<void> {
    this.#clock.rung();
    if (this.#state === null) return;
    try {
      await this.#workOnBlocks(workOnBlocks);
      await reportFlushes(this.#sql, this.#state, tenantAt(this.#placement, this.#state.tenant));
      this.#recent.forgetBefore(Date.now() - RETRY_WINDOW_MS);
    } catch (error) {
      // The runtime gives an alarm up after six failures; this work is never given up.
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : "thrown";
      reportEvent({ event: "shard_upkeep_failed", tenant_id: this.#state.tenant.id, reason });
      this.#clock.restUntil(Date.now() + RETRY_MS);
    }
    this.#pendingBytes = readBacklog(this.#sql).bytes;
    const nextMs = nextAlarmMs(this.#sql, {
      flushAfterMs: this.#config.FLUSH_AFTER_MS,
      retryMs: RETRY_MS,
      nowMs: Date.now(),
    });
    if (nextMs !== null) this.#arm(nextMs);
  }

  async #join({ tenantId, jurisdiction, shard }: Append): Promise<Result<ShardState>> {
    const placed = { id: tenantId as Tenant["id"], jurisdiction };
    this.#assertHome(placed, shard);
    const joined = await askToJoin(tenantAt(this.#placement, placed), shard);
    if (!joined.ok) return joined;
    // A fence may have come in while the answer was on its way: the newer epoch stays.
    const isNewer = this.#state === null || this.#state.isRetired || this.#state.epoch < joined.value.epoch;
    if (isNewer) this.#remember(joined.value);
    return ok(this.#state ?? joined.value);
  }

  /** Refuses to run anywhere but where the tenant's record says that this shard is. */
  #assertHome(tenant: Pick<Tenant, "id" | "jurisdiction">, shard: number): void {
    assertHome(this.ctx.id, { placement: this.#placement, tenant, home: { shard } });
  }

  #remember(state: ShardState): void {
    saveShardState(this.#sql, state);
    this.#state = state;
    this.#lessor.leases.setGates(state.gates);
  }

  #learn(gates: ShardState["gates"]): void {
    if (this.#state !== null) this.#remember({ ...this.#state, gates });
  }

  #rim(state: ShardState): ShardRim {
    const isHeld = () => this.#state?.isHeld === true;
    return openShardRim(this.#surroundings, state, { nowMs: Date.now(), isHeld });
  }

  #arm(wantedMs: number): void {
    if (this.#state?.isHeld !== true) this.#clock.arm(wantedMs);
  }
}
