// The one write path of a tenant: state, audit leaf and effects in one transaction, behind the epoch fence.
// INVARIANTS: nothing of a refused command is written; a committed command has exactly one audit entry; a repeated
// idempotency key gives the first reply and writes nothing.

import { and, eq } from "drizzle-orm";
import type { AuditEntry } from "../audit/index.ts";
import { appendEntry } from "../audit/store/log.ts";
import type { Tenant } from "../directory/index.ts";
import { markKeyUsed } from "../identity/store/keys.ts";
import type { Json } from "../kernel/canonical-json.ts";
import { fault, type Fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { MINUTE_MS, SECOND_MS } from "../kernel/time.ts";
import { isDueSet, setDue, setDueBy, type DueLater, type DueName } from "./due-work.ts";
import { isStale, type Envelope } from "./envelope.ts";
import { refusalOf, type Standing } from "./moves/standing.ts";
import { loadState, saveState, type ObjectState, type ObjectStore } from "./object-store.ts";
import { RETRY_WINDOW_MS } from "./shard/recent-requests.ts";
import { putEffects, type Effect } from "./outbox.ts";
import { replies } from "./schema.ts";
import type { NewEvent } from "../webhooks/index.ts";
import { writeEvents } from "./webhooks/write-events.ts";

/** A crash between commit and drain is mended by the alarm, this much later. */
const DRAIN_AGAIN_MS = 5 * SECOND_MS;
const CHECKPOINT_AFTER_MS = MINUTE_MS;

export interface Tx {
  readonly db: ObjectStore["db"];
  readonly sql: SqlStorage;
  readonly state: ObjectState;
  readonly nowMs: number;
  readonly random: ObjectStore["random"];
  readonly envelope: Envelope;
}

/** What a command wants done, as data. */
export interface Change {
  readonly reply: Json;
  /** `type:id`, for the audit entry. */
  readonly resource: string;
  readonly detail: Json;
  /** Could the change alter a decision? Then decisions made before it must not take effect any more. */
  readonly raisesEpoch: boolean;
  readonly tenant?: Tenant;
  readonly shards?: readonly number[];
  readonly effects: readonly Effect[];
  /** What integrators are told: written with it, for every endpoint that wants it. */
  readonly events?: readonly NewEvent[];
  readonly outcome?: AuditEntry["outcome"];
  /** Is the tenant at home in this object from now on? */
  readonly standing?: Standing;
  /** What the alarm has to see to from now on. */
  readonly due?: DueName;
  /** What it has to see to by then. */
  readonly later?: readonly DueLater[];
}

export interface Committed {
  readonly reply: Json;
  readonly epoch: number;
}

type Run = (tx: Tx) => Result<Change>;

/** Thrown inside the transaction so that SQLite rolls it back; never leaves this file. */
class Refusal extends Error {
  readonly fault: Fault;
  constructor(refused: Fault) {
    super(refused.code);
    this.fault = refused;
  }
}

export function commit(store: ObjectStore, envelope: Envelope, run: Run): Result<Committed> {
  const state = loadState(store.db);
  if (state === null) return failed(fault("tenant.unknown", "the object was never initialised"));
  // The move's own commits go on while everybody else's wait.
  const isMove = envelope.action === "moves:advance" && state.standing?.kind === "paused";
  const refusal = isMove ? null : refusalOf(state.standing);
  if (refusal !== null) return failed(refusal);
  // The fence next: also a remembered reply is only for who may have it now.
  if (isStale(envelope.decidedAt, state.epoch))
    return failed(fault("policy.stale", `epoch is ${state.epoch}`));
  const remembered = recall(store, envelope);
  if (remembered !== null)
    return remembered.ok ? ok({ reply: remembered.value, epoch: state.epoch }) : remembered;
  try {
    return ok(store.storage.transactionSync(() => apply(store, { envelope, state, run })));
  } catch (error) {
    if (error instanceof Refusal) return failed(error.fault);
    throw error;
  }
}

interface Application {
  readonly envelope: Envelope;
  readonly state: ObjectState;
  readonly run: Run;
}

function apply(store: ObjectStore, { envelope, state, run }: Application): Committed {
  const nowMs = store.clock();
  const { db, random, storage } = store;
  const outcome = run({ db, sql: storage.sql, random, state, nowMs, envelope });
  if (!outcome.ok) throw new Refusal(outcome.fault);
  const change = outcome.value;
  if (envelope.actor.kind === "key") markKeyUsed(store.db, envelope.actor.id, nowMs);
  const epoch = state.epoch + (change.raisesEpoch ? 1 : 0);
  const tenant = change.tenant ?? state.tenant;
  const version = state.version + (change.tenant === undefined ? 0 : 1);
  const frontier = appendEntry(store.db, state.frontier, toEntry({ envelope, state, change, nowMs }));
  const { shards = state.shards, standing = state.standing } = change;
  const formerLayouts = layoutsBefore(state, tenant, nowMs);
  saveState(store.db, { ...state, tenant, epoch, version, frontier, shards, standing, formerLayouts });
  const told = writeEvents(store, { events: change.events ?? [], nowMs, tenantId: tenant.id });
  const after = { ...state, tenant, epoch, version, shards };
  const effects = [...change.effects, ...consequences(after, change), ...told];
  putEffects(store.db, effects, nowMs);
  if (effects.length > 0) setDue(store, "outbox", nowMs + DRAIN_AGAIN_MS);
  if (change.due !== undefined) setDue(store, change.due, nowMs);
  for (const later of change.later ?? []) setDueBy(store, later);
  if (!isDueSet(store, "checkpoint")) setDue(store, "checkpoint", nowMs + CHECKPOINT_AFTER_MS);
  remember(store, envelope, { reply: change.reply, nowMs });
  return { reply: change.reply, epoch };
}

function layoutsBefore(state: ObjectState, { shards }: Tenant, nowMs: number): ObjectState["formerLayouts"] {
  const recent = state.formerLayouts.filter(({ untilMs }) => untilMs > nowMs);
  if (shards === state.tenant.shards) return recent;
  return [...recent, { shards: state.tenant.shards, untilMs: nowMs + RETRY_WINDOW_MS }];
}

/** Every raised epoch goes to the living shards, every changed tenant record to the directory. */
function consequences(after: ObjectState, change: Change): Effect[] {
  const { tenant, epoch, version, shards } = after;
  const fences: Effect[] = change.raisesEpoch
    ? shards.map((shard) => ({ lane: "shards", payload: { shard, epoch, tenant: { ...tenant } } }))
    : [];
  const projections: Effect[] =
    change.tenant === undefined ? [] : [{ lane: "directory", payload: { tenant: { ...tenant }, version } }];
  return [...fences, ...projections];
}

interface Happening {
  readonly envelope: Envelope;
  readonly state: ObjectState;
  readonly change: Change;
  readonly nowMs: number;
}

function toEntry({ envelope, state, change, nowMs }: Happening): AuditEntry {
  return {
    v: 1,
    seq: state.frontier.size,
    at: new Date(nowMs).toISOString(),
    tenant: state.tenant.id,
    actor: envelope.actor,
    action: envelope.action,
    resource: change.resource,
    outcome: change.outcome ?? "allowed",
    epoch: envelope.decidedAt === "platform" ? state.epoch : envelope.decidedAt,
    request_id: envelope.requestId,
    reasons: envelope.reasons,
    detail: withAsked(change.detail, envelope),
  };
}

/** What was asked goes into the entry, so that a draft of policies can be tried on what really happened. */
function withAsked(detail: Json, { asked }: Envelope): Json {
  if (asked === undefined) return detail;
  const isRecord = typeof detail === "object" && detail !== null && !Array.isArray(detail);
  const told = isRecord ? (detail as Readonly<Record<string, Json>>) : {};
  // Without what is missing: canonical JSON has no word for undefined.
  return { ...told, decided_on: JSON.parse(JSON.stringify(asked)) as Json };
}

function recall({ db }: ObjectStore, { actor, idempotency }: Envelope): Result<Json> | null {
  if (idempotency === null) return null;
  const isThis = and(eq(replies.actor, actor.id), eq(replies.idempotencyKey, idempotency.key));
  const row = db.select().from(replies).where(isThis).get();
  if (row === undefined) return null;
  if (row.requestHash !== idempotency.requestHash) return failed(fault("request.idempotency_key_reused"));
  const [reply] = row.reply as [Json];
  return ok(reply);
}

function remember(
  store: ObjectStore,
  { actor, idempotency }: Envelope,
  made: { reply: Json; nowMs: number },
): void {
  if (idempotency === null) return;
  const { key, requestHash } = idempotency;
  // In a list: a bare JSON null would be written as SQL's NULL, and a flush report's reply is null.
  const reply = [made.reply];
  const row = { actor: actor.id, idempotencyKey: key, requestHash, reply, atMs: made.nowMs };
  store.db.insert(replies).values(row).run();
  if (!isDueSet(store, "forget_replies")) setDue(store, "forget_replies", made.nowMs + REPLIES_KEPT_MS);
}

/** How long a reply is remembered: the day that RFC drafts and payment interfaces settled on. */
export const REPLIES_KEPT_MS = 24 * 60 * MINUTE_MS;
