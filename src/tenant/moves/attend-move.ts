// The open move as due work of the tenant object: from the object's stores to the steps, and from their outcome to commits
// and the alarm.

import { limitsOf } from "../../directory/index.ts";
import { loadOverrides } from "../commands/set-limits.ts";
import { loadState, saveState, type ObjectStore } from "../object-store.ts";
import { bindCommand } from "../commands.ts";
import { commit, type Committed } from "../commit.ts";
import type { Envelope } from "../envelope.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { loadOpenMove } from "./move-store.ts";
import { clearDue, setDue } from "../due-work.ts";
import type { Json } from "../../kernel/canonical-json.ts";
import { lastPending, type Outbox } from "../outbox.ts";
import type { Placement } from "../../residency/store/placement.ts";
import { loadKeyRing } from "../../residency/store/silo-keys.ts";
import type { QuerySlots } from "../query-slots.ts";
import { shardAt, tenantAt } from "../stubs.ts";
import { ensureSiloKey } from "../rekey.ts";
import { handAllOver, handLogOver } from "./hand-over.ts";
import type { Move } from "./move.ts";
import { resumeExports } from "../exports/attend-exports.ts";
import { resumeReports } from "../schedules/attend-reports.ts";
import { settleIn } from "../webhooks/settle-in.ts";
import { signReceipt } from "./sign-receipt.ts";
import type { MoveRim, Pass } from "./steps.ts";
import { workOnMove, type PassKeeper } from "./work-on-move.ts";

export interface MoveAttendance {
  readonly store: ObjectStore;
  readonly outbox: Outbox;
  readonly slots: QuerySlots;
  readonly placement: Placement;
  readonly checkpointKey: string;
  readonly passes: PassKeeper;
  readonly paceMs: number;
}

export async function attendMove(attendance: MoveAttendance): Promise<void> {
  const { store, outbox, passes, placement } = attendance;
  // Before the first block is copied into a silo.
  await ensureSiloKey({ store, vault: placement.vault });
  const openRim = (move: Move, pass: Pass): MoveRim => rimOf(attendance, move, pass);
  const work = {
    store,
    paceMs: attendance.paceMs,
    openRim,
    advance: (input: Advance) => advance(store, outbox, input),
    leave: (move: Move) => leave(store, move),
  };
  const nextMs = await workOnMove(work, passes);
  if (nextMs === null) clearDue(store, "move");
  else setDue(store, "move", nextMs);
}

type Advance = Parameters<typeof bindCommand<"moves.advance">>[1];

/** The first commit of an object that a tenant has arrived in: the move enters its cut over. Again it changes nothing. */
export function enterHome(store: ObjectStore): Result<Committed> {
  const move = loadOpenMove(store.db);
  const state = loadState(store.db);
  if (move === null || state === null) throw new Error("nobody has arrived");
  if (move.state !== "pause") return ok({ reply: null, epoch: state.epoch });
  const write_pause_ms = store.clock() - Date.parse(move.at.pause ?? "");
  const entering = { id: move.id, from: "pause", to: "cut_over", findings: { write_pause_ms } } as const;
  return store.storage.transactionSync(() => {
    settleIn(store);
    resumeExports(store);
    resumeReports(store);
    return commitAdvance(store, entering);
  });
}

/** What the step found is the gateway's own doing: no policy decides it, and the tenant's log shows it. */
async function advance(store: ObjectStore, outbox: Outbox, input: Advance) {
  const entered = commitAdvance(store, input);
  await outbox.drainAll();
  return entered;
}

function commitAdvance(store: ObjectStore, input: Advance): Result<Committed> {
  const envelope: Envelope = {
    decidedAt: "platform",
    actor: { kind: "system", id: "move" },
    action: "moves:advance",
    reasons: ["platform"],
    requestId: input.id,
    idempotency: null,
  };
  return commit(store, envelope, bindCommand("moves.advance", input));
}

/** Not a commit: the log goes on in the other object, and this one must not add to it. */
function leave({ db }: ObjectStore, { to, id }: Move): void {
  const state = loadState(db);
  if (state === null) throw new Error(`move ${id} of an object without a tenant`);
  saveState(db, { ...state, standing: { kind: "moved", to: to.jurisdiction } });
}

function rimOf(
  { store, outbox, slots, placement, checkpointKey }: MoveAttendance,
  move: Move,
  pass: Pass,
): MoveRim {
  const state = loadState(store.db);
  if (state === null) throw new Error(`move ${move.id} of an object without a tenant`);
  const { tenant, shards } = state;
  const before = { ...tenant, ...move.from };
  const over = { store, placement, tenant, move };
  return {
    placement,
    tenant,
    siloKeys: loadKeyRing(store.db),
    livingShards: shards,
    nowMs: store.clock(),
    queryTimeoutMs: limitsOf(tenant.tier, loadOverrides(store.db)).queryTimeoutMs,
    pass,
    shard: (shard) => shardAt(placement, tenant, shard),
    handOver: { log: () => handLogOver(over), all: () => handAllOver(over) },
    left: {
      object: tenantAt(placement, before),
      shard: (shard) => shardAt(placement, before, shard),
    },
    haveShardsHeard: async () => {
      await outbox.drain("shards");
      return lastPending(store, "shards") === null;
    },
    isQuietSince: (ms) => slots.isQuietSince(ms),
    sign: (done) => signReceipt(checkpointKey, receiptOf(done, tenant.id)),
  };
}

function receiptOf({ receipt: _none, ...done }: Move, tenantId: string): Json {
  return JSON.parse(JSON.stringify({ tenant: tenantId, move: done })) as Json;
}
