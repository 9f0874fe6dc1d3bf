// The steps of a tenant's way out that change the tenant: it stops, its blocks are held, it is closed for good.

import type { Tenant } from "../../directory/index.ts";
import type { Json } from "../../kernel/canonical-json.ts";
import { fault } from "../../kernel/fault.ts";
import { newId } from "../../kernel/ids.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { DAY_MS } from "../../kernel/time.ts";
import { newEvent } from "../../webhooks/index.ts";
import type { Change, Tx } from "../commit.ts";
import { loadOpenMove } from "../moves/move-store.ts";
import {
  isCancellable,
  newProgress,
  type Exported,
  type Offboarding,
  type OffboardingState,
  type Removal,
} from "../offboarding/offboarding.ts";
import {
  loadOpenOffboarding,
  saveOffboarding,
  type StoredOffboarding,
} from "../offboarding/offboarding-store.ts";
import type { Effect } from "../outbox.ts";

export interface StartOffboarding {
  readonly reason: string;
  readonly grace_days: number;
}

export interface ConfirmDeletion {
  /** The tenant's slug: whoever deletes says what. */
  readonly confirm: string;
}

export interface AdvanceOffboarding {
  readonly id: string;
  readonly from: OffboardingState;
  readonly to: OffboardingState;
  readonly exported?: Exported;
  readonly removals?: readonly Removal[];
}

const refuse = (detail: string): Result<never> => failed(fault("offboarding.refused", detail));

interface Entered {
  readonly stored: StoredOffboarding;
  readonly to: OffboardingState;
  readonly detail: Json;
  readonly status?: Tenant["status"];
  /** Must the shards leave their blocks as they are? */
  readonly isHeld?: boolean;
}

function enter({ db, state, nowMs }: Tx, { stored, to, detail, status, isHeld }: Entered): Change {
  const at = { ...stored.record.at, [to]: new Date(nowMs).toISOString() };
  const record: Offboarding = { ...stored.record, state: to, at };
  saveOffboarding(db, { ...stored, record });
  const tenant: Tenant = { ...state.tenant, status: status ?? state.tenant.status };
  const raisesEpoch = status !== undefined;
  const epoch = state.epoch + (raisesEpoch ? 1 : 0);
  // A raised epoch is told to the shards anyway; with a word on holding it is told here, and again there.
  const told = isHeld === undefined ? [] : state.shards;
  const effects: Effect[] = told.map((shard) => ({
    lane: "shards",
    payload: { shard, epoch, tenant: { ...tenant }, isHeld: isHeld === true },
  }));
  return {
    reply: record,
    resource: `tenant:${tenant.id}`,
    detail,
    due: "offboard",
    raisesEpoch,
    effects,
    events: [newEvent("offboarding.changed", { offboarding_id: record.id, state: to }, record.id)],
    ...(raisesEpoch ? { tenant } : {}),
  };
}

export function startOffboarding(tx: Tx, { reason, grace_days }: StartOffboarding): Result<Change> {
  const { db, state, nowMs, random } = tx;
  const open = loadOpenOffboarding(db);
  if (open !== null) return refuse(`\`${open.record.id}\` is at \`${open.record.state}\``);
  const move = loadOpenMove(db);
  if (move !== null) return refuse(`the move \`${move.id}\` is open`);
  const status_before = state.tenant.status;
  const record: Offboarding = {
    id: newId("offboarding", nowMs, random),
    state: "settle",
    reason,
    grace_days,
    status_before,
    at: {},
    delete_after: null,
    exported: null,
  };
  const stored = { record, progress: newProgress("settle") };
  const status = status_before === "closed" ? "closed" : "suspended";
  return ok(enter(tx, { stored, to: "settle", detail: { id: record.id, reason, grace_days }, status }));
}

export function advanceOffboarding(tx: Tx, input: AdvanceOffboarding): Result<Change> {
  const open = loadOpenOffboarding(tx.db);
  if (open === null || open.record.id !== input.id || open.record.state !== input.from)
    return failed(fault("offboarding.overtaken", `it is not at \`${input.from}\``));
  const { to, exported = open.record.exported, removals } = input;
  const isReady = to === "ready";
  const delete_after = isReady ? daysOn(tx.nowMs, open.record.grace_days) : open.record.delete_after;
  const record = { ...open.record, exported, delete_after };
  const progress = { ...newProgress(to), removals: [...(removals ?? open.progress.removals)] };
  const detail = JSON.parse(JSON.stringify({ id: record.id, to, exported, delete_after, removals })) as Json;
  const entered = { stored: { record, progress }, to, detail };
  return ok(enter(tx, to === "export" ? { ...entered, isHeld: true } : entered));
}

const daysOn = (nowMs: number, days: number): string => new Date(nowMs + days * DAY_MS).toISOString();

export function cancelOffboarding(tx: Tx): Result<Change> {
  const open = loadOpenOffboarding(tx.db);
  if (open === null) return failed(fault("offboarding.not_found"));
  if (!isCancellable(open.record)) return refuse("what is being deleted does not come back");
  const { id, status_before: status } = open.record;
  const detail = { id, from: open.record.state };
  return ok(enter(tx, { stored: open, to: "cancelled", detail, status, isHeld: false }));
}

export function confirmDeletion(tx: Tx, { confirm }: ConfirmDeletion): Result<Change> {
  const open = loadOpenOffboarding(tx.db);
  if (open === null) return failed(fault("offboarding.not_found"));
  const { state, delete_after: after, id } = open.record;
  const { slug } = tx.state.tenant;
  if (state !== "ready") return refuse(`it is at \`${state}\`: only what is ready is deleted`);
  if (confirm !== slug) return refuse("`confirm` is not the tenant's slug");
  if (after === null || tx.nowMs < Date.parse(after)) return refuse(`the grace period ends at ${after}`);
  const stored = { ...open, progress: newProgress("count") };
  return ok(enter(tx, { stored, to: "delete", detail: { id, slug }, status: "closed", isHeld: true }));
}
