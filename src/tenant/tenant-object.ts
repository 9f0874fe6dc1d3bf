// The one Durable Object per tenant, in the tenant's jurisdiction: the single writer of its state.
// INVARIANTS: every change goes through `commit`; an epoch is acknowledged only once every living shard refuses the one
// before; only Results cross the RPC. Recovery is the normal path: each alarm drains what any crash left behind.

import { DurableObject } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/durable-sqlite";
import { migrate } from "drizzle-orm/durable-sqlite/migrator";
import { lte, min } from "drizzle-orm";
import migrations from "../../migrations/tenant/migrations.js";
import { EMPTY_FRONTIER } from "../audit/index.ts";
import { parseConfig, type Config } from "../config.ts";
import type { Tenant } from "../directory/index.ts";
import { listOpenKeys } from "../identity/store/keys.ts";
import type { Json } from "../kernel/canonical-json.ts";
import { fault } from "../kernel/fault.ts";
import { reportEvent } from "../kernel/report.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { MINUTE_MS } from "../kernel/time.ts";
import type { Bundle } from "../policy/index.ts";
import { loadAccess } from "../policy/store/access.ts";
import { createPlacement } from "../residency/store/placement.ts";
import { bindCommand, type CommandInputs, type CommandName } from "./commands.ts";
import { commit, REPLIES_KEPT_MS, type Committed } from "./commit.ts";
import { alignAlarm, clearDue, listDue, setDue, type DueName } from "./due-work.ts";
import { isStale, type Envelope } from "./envelope.ts";
import { createLaneHandlers } from "./lanes.ts";
import { loadState, saveState, type ObjectState, type ObjectStore } from "./object-store.ts";
import { isPending, lastPending, openOutbox, type Outbox } from "./outbox.ts";
import { answer, type QueryInputs, type QueryName } from "./queries.ts";
import { createQuerySlots } from "./query-slots.ts";
import { replies } from "./schema.ts";
import { openSigner, sealHead, type SealedHead } from "./seal.ts";
import type { TenantApi } from "./tenant-api.ts";

const FIRST_EPOCH = 1;
const PROJECTION_WAIT_MS = 2_000;

export class TenantObject extends DurableObject<Env> implements TenantApi {
  readonly #store: ObjectStore;
  readonly #outbox: Outbox;
  readonly #config: Config;
  readonly #slots = createQuerySlots();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#config = parseConfig(env);
    const random = (sizeBytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(sizeBytes));
    this.#store = { storage: ctx.storage, db: drizzle(ctx.storage), clock: () => Date.now(), random };
    const lanes = createLaneHandlers(env.DIRECTORY, createPlacement(env, this.#config.MODE));
    this.#outbox = openOutbox(this.#store, lanes);
    void ctx.blockConcurrencyWhile(async () => migrate(this.#store.db, migrations));
  }

  /** Makes the tenant known to its object. Again with the same tenant it changes nothing. */
  async initialise(tenant: Tenant, envelope: Envelope): Promise<Result<Bundle>> {
    if (loadState(this.#store.db) === null) {
      const active: Tenant = { ...tenant, status: "active" };
      this.ctx.storage.transactionSync(() => this.#found(active, envelope));
    }
    await this.#outbox.drainAll();
    return this.bundle();
  }

  #found(tenant: Tenant, envelope: Envelope): void {
    const blank = { frontier: EMPTY_FRONTIER, shards: [], checkpoint: null };
    saveState(this.#store.db, { tenant, epoch: FIRST_EPOCH, version: 0, ...blank });
    const founded = commit(this.#store, envelope, () =>
      ok({
        reply: null,
        resource: `tenant:${tenant.id}`,
        detail: { ...tenant },
        raisesEpoch: false,
        tenant,
        effects: [],
      }),
    );
    if (!founded.ok) throw new Error(`founding ${tenant.id}: ${founded.fault.code}`);
  }

  /** All that the edge needs to decide for this tenant, as of now. */
  async bundle(): Promise<Result<Bundle>> {
    const state = loadState(this.#store.db);
    if (state === null) return failed(fault("tenant.unknown", "the object was never initialised"));
    const keys = Object.fromEntries(listOpenKeys(this.#store.db).map((key) => [key.id, key]));
    const access = loadAccess(this.#store.db);
    return ok({ epoch: state.epoch, tenant: state.tenant, keys, access });
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
    await Promise.race([all, scheduler.wait(PROJECTION_WAIT_MS)]);
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
    const slot = this.#slots.take(envelope.leaseId, state.tenant, this.#store.clock());
    if (!slot.ok) return slot;
    const recorded = commit(this.#store, envelope, bindCommand("access.record", access));
    if (recorded.ok) return ok(state.shards);
    this.#slots.giveBack(envelope.leaseId);
    return recorded;
  }

  async closeQuery(leaseId: string): Promise<void> {
    this.#slots.giveBack(leaseId);
  }

  async livingShards(): Promise<readonly number[]> {
    return loadState(this.#store.db)?.shards ?? [];
  }

  override async alarm(): Promise<void> {
    const handlers: Readonly<Record<DueName, () => Promise<void>>> = {
      outbox: () => this.#outbox.drainAll(),
      checkpoint: () => this.#sealWhenDue(),
      forget_replies: async () => this.#forgetReplies(),
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

  #forgetReplies(): void {
    const { db, clock } = this.#store;
    db.delete(replies)
      .where(lte(replies.atMs, clock() - REPLIES_KEPT_MS))
      .run();
    const oldest = db
      .select({ atMs: min(replies.atMs) })
      .from(replies)
      .get();
    if (typeof oldest?.atMs === "number")
      setDue(this.#store, "forget_replies", oldest.atMs + REPLIES_KEPT_MS);
    else clearDue(this.#store, "forget_replies");
  }
}
