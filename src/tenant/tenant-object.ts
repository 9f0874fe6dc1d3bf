// The one Durable Object per tenant, in the tenant's jurisdiction: the single writer of its state. What it does stands in
// the files beside it; here are the doors. INVARIANTS: every change goes through `commit`; only Results cross the RPC.
// Recovery is the normal path: each alarm drains what any crash left behind.

import { DurableObject } from "cloudflare:workers";
import migrations from "../../migrations/tenant/migrations.js";
import { configOf } from "../config.ts";
import type { Tenant } from "../directory/index.ts";
import { openDirectory } from "../directory/store/directory.ts";
import { loadConsoleSession, type ConsoleSession } from "../identity/store/console-sessions.ts";
import type { Json } from "../kernel/canonical-json.ts";
import { fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import type { Bundle } from "../policy/index.ts";
import type { Evidence } from "../residency/index.ts";
import { placementOf } from "../residency/store/placement.ts";
import { loadKeyRing } from "../residency/store/silo-keys.ts";
import type { LabelReport, LabelVerdict, Lease, LeaseAsk } from "../telemetry/index.ts";
import { assembleBundle } from "./assemble-bundle.ts";
import { assertHome } from "./assert-home.ts";
import { attendDueWork } from "./attend-due-work.ts";
import { bindCommand, type CommandInputs, type CommandName } from "./commands.ts";
import { commit, type Committed } from "./commit.ts";
import type { Envelope } from "./envelope.ts";
import { attest, type AskedPeriod } from "./evidence/attest.ts";
import { OBSERVER, observe } from "./evidence/observe.ts";
import { attendExports } from "./exports/attend-exports.ts";
import { workOnExport, type ExportStep, type ExportTask } from "./exports/work-on-export.ts";
import { attendBudgets } from "./finops/attend-budgets.ts";
import type { LeaseAnswer, LeaseRequest } from "./finops/gate.ts";
import { forecastTonight } from "./finops/forecast-tonight.ts";
import { closeQuery, type QueryUse } from "./finops/count-own-work.ts";
import { answerFinops, type FinopsInputs, type FinopsQuestion } from "./finops/questions.ts";
import { attendUsage } from "./finops/show-usage.ts";
import { forgetReplies } from "./forget-replies.ts";
import { foundTenant } from "./found.ts";
import { addHookSource, type AddedHookSource } from "./inbound/add-hook-source.ts";
import { hookTaking, receiveHook, type ArrivedHook, type TakenHook } from "./inbound/receive-hook.ts";
import { migrateStore } from "./migrate-store.ts";
import { attendMove, enterHome } from "./moves/attend-move.ts";
import type { Move } from "./moves/move.ts";
import { progressOf } from "./moves/progress.ts";
import {
  arrive,
  beginReceiving,
  forgetTenant,
  receiveLog,
  receivePage,
  type HandedState,
  type LogPart,
} from "./moves/receive.ts";
import type { TablePage } from "./moves/table-copy.ts";
import { openParts, type ObjectParts } from "./object-parts.ts";
import { loadState, type ObjectState } from "./object-store.ts";
import { attendOffboarding } from "./offboarding/attend-offboarding.ts";
import { openQuery } from "./open-query.ts";
import { mailBinding } from "./mail/post-mail.ts";
import { keepEndpoint, type Kept, type SecretCommand } from "./webhooks/keep-endpoint.ts";
import { trimWebhooks } from "./webhooks/trim.ts";
import { presentState } from "./present-state.ts";
import { answer, type QueryInputs, type QueryName } from "./queries.ts";
import { rekey, type Rekeying } from "./rekey.ts";
import { attendReports } from "./schedules/attend-reports.ts";
import { workOnReport, type ReportStep, type ReportStepped } from "./schedules/work-on-report.ts";
import { openSigner, sealHead, sealWhenDue, type SealedHead } from "./seal.ts";
import { commitAndSettle } from "./settle.ts";
import type { ObjectUse, TenantApi } from "./tenant-api.ts";

export class TenantObject extends DurableObject<Env> implements TenantApi {
  readonly #parts: ObjectParts;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const config = configOf(env);
    const placement = placementOf(env, config);
    const goOn = (work: Promise<unknown>): void => ctx.waitUntil(work);
    const mail = mailBinding(env);
    this.#parts = openParts(ctx.storage, { config, placement, directory: env.DIRECTORY, mail, goOn });
    void ctx.blockConcurrencyWhile(() => this.#wake());
  }

  async #wake(): Promise<void> {
    await migrateStore(this.ctx.storage, migrations);
    const state = loadState(this.#parts.store.db);
    if (state !== null) this.#assertHome(state.tenant);
  }

  /** Refuses to run anywhere but where the tenant's record says that its object is. */
  #assertHome(tenant: Tenant): void {
    assertHome(this.ctx.id, { placement: this.#parts.placement, tenant, home: "tenant" });
  }

  /** Makes the tenant known to its object. Again with the same tenant it changes nothing. */
  async initialise(tenant: Tenant, envelope: Envelope): Promise<Result<Bundle>> {
    const { store, keyMaker, outbox } = this.#parts;
    if (loadState(store.db) === null) {
      this.#assertHome(tenant);
      const founded = await foundTenant(keyMaker, { tenant, envelope });
      if (!founded.ok) return founded;
    }
    await outbox.drainAll();
    return this.bundle();
  }

  async rekey(what: Rekeying, envelope: Envelope): Promise<Result<Committed>> {
    return rekey(this.#parts.keyMaker, what, (name, input) => this.execute(name, input, envelope));
  }

  async bundle(): Promise<Result<Bundle>> {
    return assembleBundle(this.#parts);
  }

  async execute<N extends CommandName>(
    name: N,
    input: CommandInputs[N],
    envelope: Envelope,
  ): Promise<Result<Committed>> {
    const waitUntil = (work: Promise<unknown>): void => this.ctx.waitUntil(work);
    return commitAndSettle({ ...this.#parts, waitUntil }, { name, input }, envelope);
  }

  async addHookSource(added: AddedHookSource, envelope: Envelope): Promise<Result<Committed>> {
    return addHookSource(this.#parts.keyMaker, added, (input) =>
      this.execute("hook_sources.create", input, envelope),
    );
  }

  async receiveHook(hook: ArrivedHook): Promise<Result<TakenHook>> {
    return receiveHook(this.#parts.keyMaker, hook, (input) =>
      this.execute("hook_sources.take", input, hookTaking(hook)),
    );
  }

  async keepEndpoint<N extends SecretCommand>(
    name: N,
    kept: Kept<N>,
    envelope: Envelope,
  ): Promise<Result<Committed>> {
    const { keyMaker, addresses: rules } = this.#parts;
    return keepEndpoint({ ...keyMaker, rules }, kept, (input) => this.execute(name, input, envelope));
  }

  /** Sends what is due; answers when it has been sent and recorded. */
  async deliverWebhooks(): Promise<void> {
    await this.#parts.dispatcher.deliver();
  }

  async query<N extends QueryName>(
    name: N,
    input: QueryInputs[N],
    envelope: Envelope,
  ): Promise<Result<Json>> {
    const recorded = this.#record(envelope, { query: name });
    return recorded.ok ? answer(this.#parts.store, recorded.value, { name, input }) : recorded;
  }

  async findConsoleSession(tokenHash: string): Promise<Result<ConsoleSession | null>> {
    const { store } = this.#parts;
    const state = presentState(store, "platform");
    return state.ok ? ok(loadConsoleSession(store.db, tokenHash, store.clock())) : state;
  }

  /** The signed head of the audit log, as of now. */
  async seal(envelope: Envelope): Promise<Result<SealedHead>> {
    const recorded = this.#record(envelope, { query: "audit.head" });
    return recorded.ok ? ok(await this.#seal(recorded.value)) : recorded;
  }

  async openQuery(
    access: CommandInputs["access.record"],
    envelope: Envelope & { leaseId: string },
  ): Promise<Result<ObjectState["shards"]>> {
    return openQuery(this.#parts, access, envelope);
  }

  async closeQuery(leaseId: string, used: QueryUse): Promise<void> {
    closeQuery(this.#parts, leaseId, used);
  }

  async leaseIngest(ask: LeaseAsk, decidedAt: Envelope["decidedAt"]): Promise<Result<Lease>> {
    return this.#parts.desk.lease(ask, decidedAt);
  }

  async confirm(decidedAt: Envelope["decidedAt"]): Promise<Result<null>> {
    const state = presentState(this.#parts.store, decidedAt);
    return state.ok ? ok(null) : state;
  }

  async leaseBudgets(request: LeaseRequest): Promise<Result<LeaseAnswer>> {
    return this.#parts.budgets.lease(request);
  }

  async judgeLabels(
    reports: readonly LabelReport[],
    decidedAt: Envelope["decidedAt"],
  ): Promise<Result<readonly LabelVerdict[]>> {
    return this.#parts.desk.judge(reports, decidedAt);
  }

  async viewUse(envelope: Envelope): Promise<Result<ObjectUse>> {
    const { desk, slots, store } = this.#parts;
    const recorded = this.#record(envelope, { query: "limits.view" });
    return recorded.ok ? ok(desk.use(recorded.value, slots.used(store.clock()))) : recorded;
  }

  async askFinops<N extends FinopsQuestion>(
    name: N,
    input: FinopsInputs[N],
    envelope: Envelope,
  ): Promise<Result<Json>> {
    const recorded = this.#record(envelope, { query: name });
    return recorded.ok ? answerFinops(this.#parts, { name, input }) : recorded;
  }

  async forecastTonight(): Promise<boolean> {
    return forecastTonight(this.#parts);
  }

  async livingShards(): Promise<readonly number[]> {
    return loadState(this.#parts.store.db)?.shards ?? [];
  }

  async moveProgress(move: Move): Promise<number> {
    const { store, placement } = this.#parts;
    const state = loadState(store.db);
    if (state === null) return 0;
    return progressOf({ placement, siloKeys: loadKeyRing(store.db), tenant: state.tenant }, move);
  }

  async beginReceiving(tenant: Tenant): Promise<Result<{ readonly size: number }>> {
    this.#assertHome(tenant);
    return beginReceiving(this.#parts.store, tenant);
  }

  async receiveLog(part: LogPart): Promise<void> {
    receiveLog(this.#parts.store, part);
  }

  async receivePage(page: TablePage): Promise<void> {
    receivePage(this.#parts.store, page);
  }

  /** The cut over to another jurisdiction. */
  async arrive(handed: HandedState): Promise<Result<Committed>> {
    const { store, outbox } = this.#parts;
    arrive(store, handed);
    const entered = enterHome(store);
    if (entered.ok) await outbox.drainAll();
    return entered;
  }

  async workOnExport(step: ExportStep): Promise<ExportTask | true | null> {
    return workOnExport(this.#parts.store, step);
  }

  async workOnReport(step: ReportStep): Promise<ReportStepped> {
    return workOnReport(this.#parts, step);
  }

  async isQuietSince(ms: number): Promise<boolean> {
    return this.#parts.slots.isQuietSince(ms);
  }

  async forget(): Promise<void> {
    forgetTenant(this.#parts.store);
    await this.ctx.storage.deleteAlarm();
  }

  async observe(): Promise<Result<Committed>> {
    const { store, placement, config } = this.#parts;
    const state = presentState(store, "platform");
    if (!state.ok) return state;
    const { tenant, shards } = state.value;
    const object = { id: this.ctx.id, sql: this.ctx.storage.sql, deployment: config };
    const observation = await observe({ tenant, shards, object, placement });
    return commit(store, OBSERVER, bindCommand("residency.observe", { observation }));
  }

  async attest(period: AskedPeriod, envelope: Envelope): Promise<Result<Evidence>> {
    const { store, config } = this.#parts;
    const state = presentState(store, envelope.decidedAt);
    if (!state.ok) return state;
    const seal = async () => this.#seal(loadState(store.db) ?? state.value);
    const observing = () => this.observe();
    const rim = { store, checkpointKey: config.CHECKPOINT_KEY, observe: observing, seal };
    return attest(rim, period, envelope);
  }

  override async alarm(): Promise<void> {
    const { store, outbox } = this.#parts;
    await attendDueWork(store, {
      outbox: () => outbox.drainAll(),
      checkpoint: () => sealWhenDue(store, (state) => this.#seal(state)),
      forget_replies: async () => forgetReplies(store),
      move: () => this.#attendMove(),
      offboard: () => this.#attendOffboarding(),
      webhooks: () => this.#parts.starter.resume(),
      webhook_retention: async () => trimWebhooks(store),
      usage: () => attendUsage(store, outbox),
      budgets: () => attendBudgets(this.#parts),
      exports: () => attendExports(this.#parts),
      reports: () => attendReports(this.#parts),
    });
  }

  #attendMove(): Promise<void> {
    const { CHECKPOINT_KEY: checkpointKey, MOVE_PACE_MS: paceMs } = this.#parts.config;
    return attendMove({ ...this.#parts, paceMs, checkpointKey });
  }

  #attendOffboarding(): Promise<void> {
    const { config } = this.#parts;
    return attendOffboarding({
      ...this.#parts,
      deployment: config,
      checkpointKey: config.CHECKPOINT_KEY,
      directory: openDirectory(this.#parts.directory),
      name: this.ctx.id.toString(),
      seal: (state) => this.#seal(state),
      erase: () => this.#erase(),
    });
  }

  /** A forwarding address of a tenant that is deleted where it went to. */
  async eraseLeft(): Promise<void> {
    const state = loadState(this.#parts.store.db);
    if (state !== null && state.standing?.kind !== "moved") throw new Error("the tenant is at home here");
    await this.#erase();
  }

  /** An object that is asked again must find its tables: they come back empty. */
  async #erase(): Promise<void> {
    await this.ctx.blockConcurrencyWhile(async () => {
      await this.ctx.storage.deleteAll();
      await this.ctx.storage.deleteAlarm();
      await migrateStore(this.ctx.storage, migrations);
    });
  }

  #record(envelope: Envelope, detail: Json): Result<ObjectState> {
    const { store } = this.#parts;
    const access = { resource: "tenant:self", outcome: "allowed" as const, detail };
    const recorded = commit(store, envelope, bindCommand("access.record", access));
    const state = loadState(store.db);
    if (!recorded.ok) return recorded;
    return state === null ? failed(fault("tenant.unknown")) : ok(state);
  }

  async #seal(state: ObjectState): Promise<SealedHead> {
    const { store, config } = this.#parts;
    return sealHead(store, state, await openSigner(config.CHECKPOINT_KEY, state.tenant.id));
  }
}
