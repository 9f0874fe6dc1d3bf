// The one Durable Object per tenant, in the tenant's jurisdiction: the single writer of its state.
// INVARIANTS: every change goes through `commit`; an epoch is acknowledged only once every living shard refuses the one
// before; only Results cross the RPC. Recovery is the normal path: each alarm drains what any crash left behind.

import { DurableObject } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/durable-sqlite";
import { migrate } from "drizzle-orm/durable-sqlite/migrator";
import migrations from "../../migrations/tenant/migrations.js";
import { parseConfig, type Config } from "../config.ts";
import { openDirectory } from "../directory/store/directory.ts";
import type { Tenant } from "../directory/index.ts";
import { listOpenKeys } from "../identity/store/keys.ts";
import type { Json } from "../kernel/canonical-json.ts";
import { fault } from "../kernel/fault.ts";
import { reportEvent } from "../kernel/report.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { MINUTE_MS } from "../kernel/time.ts";
import type { Bundle } from "../policy/index.ts";
import { loadAccess } from "../policy/store/access.ts";
import { loadRules } from "../privacy/store/rules.ts";
import type { Evidence } from "../residency/index.ts";
import { createPlacement, type Placement } from "../residency/store/placement.ts";
import { loadKeyRing } from "../residency/store/silo-keys.ts";
import { openAdmissionDesk, type AdmissionDesk } from "./admission-desk.ts";
import { assertHome } from "./assert-home.ts";
import { bindCommand, type CommandInputs, type CommandName } from "./commands.ts";
import { commit, type Committed } from "./commit.ts";
import { alignAlarm, clearDue, listDue, setDue, type DueName } from "./due-work.ts";
import { doneWithin } from "./done-within.ts";
import { isStale, type Envelope } from "./envelope.ts";
import { attendOffboarding } from "./offboarding/attend-offboarding.ts";
import { attest, type AskedPeriod } from "./evidence/attest.ts";
import { OBSERVER, observe } from "./evidence/observe.ts";
import { forgetReplies } from "./forget-replies.ts";
import { foundTenant } from "./found.ts";
import { createLaneHandlers } from "./lanes.ts";
import { attendMove, enterHome } from "./moves/attend-move.ts";
import {
  arrive,
  beginReceiving,
  forgetTenant,
  receiveLog,
  receivePage,
  type HandedState,
  type LogPart,
} from "./moves/receive.ts";
import { refusalOf } from "./moves/standing.ts";
import type { TablePage } from "./moves/table-copy.ts";
import type { Move } from "./moves/move.ts";
import { progressOf } from "./moves/progress.ts";
import { createPassKeeper } from "./moves/work-on-move.ts";
import { loadState, type ObjectState, type ObjectStore } from "./object-store.ts";
import { isPending, lastPending, openOutbox, type Outbox } from "./outbox.ts";
import { presentState } from "./present-state.ts";
import { openPrivacyKey } from "./privacy-key.ts";
import { answer, type QueryInputs, type QueryName } from "./queries.ts";
import { createQuerySlots } from "./query-slots.ts";
import { ensureSiloKey, rekey, type KeyMaker, type Rekeying } from "./rekey.ts";
import { openSigner, sealHead, type SealedHead } from "./seal.ts";
import type { LabelReport, LabelVerdict, Lease, LeaseAsk } from "../telemetry/index.ts";
import type { ObjectUse, TenantApi } from "./tenant-api.ts";

const PROJECTION_WAIT_MS = 2_000;

export class TenantObject extends DurableObject<Env> implements TenantApi {
  readonly #store: ObjectStore;
  readonly #outbox: Outbox;
  readonly #desk: AdmissionDesk;
  readonly #config: Config;
  readonly #slots = createQuerySlots(Date.now());
  readonly #passes = createPassKeeper();
  readonly #placement: Placement;
  readonly #keyMaker: KeyMaker;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#config = parseConfig(env);
    const random = (sizeBytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(sizeBytes));
    this.#store = { storage: ctx.storage, db: drizzle(ctx.storage), clock: () => Date.now(), random };
    this.#desk = openAdmissionDesk(this.#store);
    this.#placement = createPlacement(env, this.#config);
    this.#keyMaker = { store: this.#store, vault: this.#placement.vault };
    const lanes = createLaneHandlers(env.DIRECTORY, this.#placement, this.#store.db);
    this.#outbox = openOutbox(this.#store, lanes);
    void ctx.blockConcurrencyWhile(() => this.#wake());
  }

  async #wake(): Promise<void> {
    await migrate(this.#store.db, migrations);
    const state = loadState(this.#store.db);
    if (state !== null) this.#assertHome(state.tenant);
  }

  /** Refuses to run anywhere but where the tenant's record says that its object is. */
  #assertHome(tenant: Tenant): void {
    assertHome(this.ctx.id, { placement: this.#placement, tenant, home: "tenant" });
  }

  /** Makes the tenant known to its object. Again with the same tenant it changes nothing. */
  async initialise(tenant: Tenant, envelope: Envelope): Promise<Result<Bundle>> {
    if (loadState(this.#store.db) === null) {
      this.#assertHome(tenant);
      const founded = await foundTenant(this.#keyMaker, { tenant, envelope });
      if (!founded.ok) return founded;
    }
    await this.#outbox.drainAll();
    return this.bundle();
  }

  async rekey(what: Rekeying, envelope: Envelope): Promise<Result<Committed>> {
    return rekey(this.#keyMaker, what, (name, input) => this.execute(name, input, envelope));
  }

  /** All that the edge needs to decide for this tenant, as of now. */
  async bundle(): Promise<Result<Bundle>> {
    await ensureSiloKey(this.#keyMaker);
    const hashKey = await openPrivacyKey(this.#keyMaker);
    const state = loadState(this.#store.db);
    if (state === null) return failed(fault("tenant.unknown", "the object was never initialised"));
    const away = refusalOf(state.standing);
    if (away !== null) return failed(away);
    const siloKeys = loadKeyRing(this.#store.db);
    const keys = Object.fromEntries(listOpenKeys(this.#store.db).map((key) => [key.id, key]));
    const access = loadAccess(this.#store.db);
    const privacy = { ...loadRules(this.#store.db), hashKey };
    const { overrides: limits, fullLabels } = this.#desk.bundled();
    const { epoch, tenant, formerLayouts } = state;
    return ok({ epoch, tenant, formerLayouts, keys, access, privacy, limits, fullLabels, siloKeys });
  }

  async execute<N extends CommandName>(
    name: N,
    input: CommandInputs[N],
    envelope: Envelope,
  ): Promise<Result<Committed>> {
    const before = loadState(this.#store.db)?.epoch;
    const committed = commit(this.#store, envelope, bindCommand(name, input));
    if (!committed.ok) return committed;
    // A repeated request settles too, with or without an idempotency key: the attempt before it may have died, or been
    // refused its acknowledgement. The shards' own reports wait for no other shard.
    const fence = envelope.actor.kind === "system" ? null : lastPending(this.#store, "shards");
    if (fence !== null || committed.value.epoch !== before) return this.#settle(committed, fence ?? 0);
    this.ctx.waitUntil(this.#outbox.drainAll());
    return committed;
  }

  /** The change stands; it is acknowledged once no shard accepts the older epoch. Otherwise the caller asks again. */
  async #settle(committed: Result<Committed>, fence: number): Promise<Result<Committed>> {
    const all = this.#outbox.drainAll();
    this.ctx.waitUntil(all);
    await this.#outbox.drain("shards");
    // A drain that was under way may have looked before this change's effects were there: once more then.
    if (isPending(this.#store, "shards", fence)) await this.#outbox.drain("shards");
    // The directory shows the change a moment later; the acknowledgement does not hang on how long that moment is.
    await doneWithin(PROJECTION_WAIT_MS, all);
    if (!isPending(this.#store, "shards", fence)) return committed;
    return failed(fault("internal.unavailable", "the change is stored but a shard has not confirmed it yet"));
  }

  async query<N extends QueryName>(
    name: N,
    input: QueryInputs[N],
    envelope: Envelope,
  ): Promise<Result<Json>> {
    const recorded = await this.#record(envelope, { query: name });
    if (!recorded.ok) return recorded;
    return answer(this.#store, recorded.value, { name, input });
  }

  /** The signed head of the audit log, as of now. */
  async seal(envelope: Envelope): Promise<Result<SealedHead>> {
    const recorded = await this.#record(envelope, { query: "audit.head" });
    if (!recorded.ok) return recorded;
    return ok(await this.#seal(recorded.value));
  }

  async openQuery(
    access: CommandInputs["access.record"],
    envelope: Envelope & { leaseId: string },
  ): Promise<Result<ObjectState["shards"]>> {
    const state = loadState(this.#store.db);
    if (state === null) return failed(fault("tenant.unknown", "the object was never initialised"));
    if (isStale(envelope.decidedAt, state.epoch)) return failed(fault("policy.stale"));
    const slot = this.#slots.take(envelope.leaseId, this.#desk.limits(state), this.#store.clock());
    if (!slot.ok) return slot;
    const recorded = commit(this.#store, envelope, bindCommand("access.record", access));
    if (recorded.ok) return ok(state.shards);
    this.#slots.giveBack(envelope.leaseId);
    return recorded;
  }

  async closeQuery(leaseId: string): Promise<void> {
    this.#slots.giveBack(leaseId);
  }

  async leaseIngest(ask: LeaseAsk, decidedAt: Envelope["decidedAt"]): Promise<Result<Lease>> {
    return this.#desk.lease(ask, decidedAt);
  }

  async judgeLabels(
    reports: readonly LabelReport[],
    decidedAt: Envelope["decidedAt"],
  ): Promise<Result<readonly LabelVerdict[]>> {
    return this.#desk.judge(reports, decidedAt);
  }

  async viewUse(envelope: Envelope): Promise<Result<ObjectUse>> {
    const recorded = await this.#record(envelope, { query: "limits.view" });
    if (!recorded.ok) return recorded;
    return ok(this.#desk.use(recorded.value, this.#slots.used(this.#store.clock())));
  }

  async livingShards(): Promise<readonly number[]> {
    return loadState(this.#store.db)?.shards ?? [];
  }

  async moveProgress(move: Move): Promise<number> {
    const state = loadState(this.#store.db);
    if (state === null) return 0;
    const [placement, siloKeys] = [this.#placement, loadKeyRing(this.#store.db)];
    return progressOf({ placement, siloKeys, tenant: state.tenant }, move);
  }

  async beginReceiving(tenant: Tenant): Promise<Result<{ readonly size: number }>> {
    this.#assertHome(tenant);
    return beginReceiving(this.#store, tenant);
  }

  async receiveLog(part: LogPart): Promise<void> {
    receiveLog(this.#store, part);
  }

  async receivePage(page: TablePage): Promise<void> {
    receivePage(this.#store, page);
  }

  /** The cut over to another jurisdiction. */
  async arrive(handed: HandedState): Promise<Result<Committed>> {
    arrive(this.#store, handed);
    const entered = enterHome(this.#store);
    if (entered.ok) await this.#outbox.drainAll();
    return entered;
  }

  async isQuietSince(ms: number): Promise<boolean> {
    return this.#slots.isQuietSince(ms);
  }

  async forget(): Promise<void> {
    forgetTenant(this.#store);
    await this.ctx.storage.deleteAlarm();
  }

  async observe(): Promise<Result<Committed>> {
    const state = presentState(this.#store, "platform");
    if (!state.ok) return state;
    const { tenant, shards } = state.value;
    const object = { id: this.ctx.id, sql: this.ctx.storage.sql, deployment: this.#config };
    const observation = await observe({ tenant, shards, object, placement: this.#placement });
    return commit(this.#store, OBSERVER, bindCommand("residency.observe", { observation }));
  }

  async attest(period: AskedPeriod, envelope: Envelope): Promise<Result<Evidence>> {
    const state = presentState(this.#store, envelope.decidedAt);
    if (!state.ok) return state;
    const { CHECKPOINT_KEY: checkpointKey } = this.#config;
    const seal = async () => this.#seal(loadState(this.#store.db) ?? state.value);
    const observing = () => this.observe();
    return attest({ store: this.#store, checkpointKey, observe: observing, seal }, period, envelope);
  }

  override async alarm(): Promise<void> {
    const handlers: Readonly<Record<DueName, () => Promise<void>>> = {
      outbox: () => this.#outbox.drainAll(),
      checkpoint: () => this.#sealWhenDue(),
      forget_replies: async () => forgetReplies(this.#store),
      move: () => this.#attendMove(),
      offboard: () => this.#attendOffboarding(),
    };
    for (const name of listDue(this.#store, this.#store.clock())) await this.#attend(name, handlers[name]);
    alignAlarm(this.#store.db, this.ctx.storage);
  }

  /** The runtime gives an alarm up after six failures; due work is never given up, and none holds up another. */
  async #attend(name: DueName, handle: () => Promise<void>): Promise<void> {
    try {
      await handle();
    } catch (error) {
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : "thrown";
      reportEvent({ event: "due_work_failed", name, reason });
      setDue(this.#store, name, this.#store.clock() + MINUTE_MS);
    }
  }

  #attendMove(): Promise<void> {
    const { CHECKPOINT_KEY: checkpointKey, MOVE_PACE_MS: paceMs } = this.#config;
    const [store, outbox, slots] = [this.#store, this.#outbox, this.#slots];
    const [placement, passes] = [this.#placement, this.#passes];
    return attendMove({ store, outbox, slots, placement, passes, paceMs, checkpointKey });
  }

  #attendOffboarding(): Promise<void> {
    const { CHECKPOINT_KEY: checkpointKey } = this.#config;
    return attendOffboarding({
      store: this.#store,
      outbox: this.#outbox,
      placement: this.#placement,
      deployment: this.#config,
      checkpointKey,
      directory: openDirectory(this.env.DIRECTORY),
      name: this.ctx.id.toString(),
      seal: (state) => this.#seal(state),
      erase: () => this.#erase(),
    });
  }

  /** A forwarding address of a tenant that is deleted where it went to. */
  async eraseLeft(): Promise<void> {
    const state = loadState(this.#store.db);
    if (state !== null && state.standing?.kind !== "moved") throw new Error("the tenant is at home here");
    await this.#erase();
  }

  /** An object that is asked again must find its tables: they come back empty. */
  async #erase(): Promise<void> {
    await this.ctx.blockConcurrencyWhile(async () => {
      await this.ctx.storage.deleteAll();
      await this.ctx.storage.deleteAlarm();
      await migrate(this.#store.db, migrations);
    });
  }

  async #record(envelope: Envelope, detail: Json): Promise<Result<ObjectState>> {
    const access = { resource: "tenant:self", outcome: "allowed" as const, detail };
    const recorded = commit(this.#store, envelope, bindCommand("access.record", access));
    const state = loadState(this.#store.db);
    if (!recorded.ok) return recorded;
    return state === null ? failed(fault("tenant.unknown")) : ok(state);
  }

  async #sealWhenDue(): Promise<void> {
    const state = loadState(this.#store.db);
    if (state !== null) await this.#seal(state);
    // What was committed while it was being signed is not covered: the next checkpoint is due for it.
    if (loadState(this.#store.db)?.frontier.size === state?.frontier.size)
      clearDue(this.#store, "checkpoint");
    else setDue(this.#store, "checkpoint", this.#store.clock() + MINUTE_MS);
  }

  async #seal(state: ObjectState): Promise<SealedHead> {
    return sealHead(this.#store, state, await openSigner(this.#config.CHECKPOINT_KEY, state.tenant.id));
  }
}
