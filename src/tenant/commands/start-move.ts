// A move begins. A tenant has one open move at most, and a move changes one thing.

import { fault } from "../../kernel/fault.ts";
import { newId } from "../../kernel/ids.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { refuseRelocation } from "../../residency/index.ts";
import { loadTransferBasis } from "../../residency/store/transfer-basis.ts";
import { newEvent } from "../../webhooks/index.ts";
import type { Change, Tx } from "../commit.ts";
import { enterState } from "../moves/advance.ts";
import { kindOf, MOVE_PATHS, placeOf, type Move, type Place } from "../moves/move.ts";
import { loadOpenMove } from "../moves/move-store.ts";
import { loadOpenOffboarding } from "../offboarding/offboarding-store.ts";
import { refusedChange } from "../webhooks/refused-change.ts";

export interface StartMove {
  /** What is not named stays. */
  readonly to: Partial<Place>;
  readonly reason: string;
}

/** What a refused transfer leaves: an entry in the tenant's log, and the reason for whoever asked. */
function refuseTransfer({ db, state, nowMs }: Tx, { jurisdiction }: Place): Change | null {
  const refusal = refuseRelocation(state.tenant, jurisdiction, { basis: loadTransferBasis(db), nowMs });
  if (refusal === null) return null;
  const { dataClass, decision } = refusal;
  const transfer = { dataClass, from: state.tenant.jurisdiction, to: jurisdiction };
  return refusedChange({ transfer, decision }, `tenant:${state.tenant.id}`);
}

export function startMove(tx: Tx, { to, reason }: StartMove): Result<Change> {
  const { db, state, nowMs, random } = tx;
  const open = loadOpenMove(db);
  if (open !== null) return failed(fault("moves.already_open", `\`${open.id}\` is at \`${open.state}\``));
  if (loadOpenOffboarding(db) !== null) return failed(fault("moves.refused", "the tenant is on its way out"));
  if (state.tenant.status === "closed") return failed(fault("moves.refused", "the tenant is closed"));
  const from = placeOf(state.tenant);
  const wanted = { ...from, ...to };
  const kind = kindOf(from, wanted);
  // Both sides would be the same bucket, and the one that is left is emptied.
  if (kind !== "shards" && from.isolation === "silo" && wanted.isolation === "silo")
    return failed(fault("moves.refused", "a silo stays where it is: move to a pool, then to a silo"));
  if (kind === null)
    return failed(fault("moves.refused", "name one change: isolation or pool, shards, or jurisdiction"));
  const refused = kind === "jurisdiction" ? refuseTransfer(tx, wanted) : null;
  if (refused !== null) return ok(refused);
  const [first = "copy"] = MOVE_PATHS[kind];
  const blank = { account: null, write_pause_ms: null, purged: null, note: null, receipt: null };
  const id = newId("move", nowMs, random);
  const move: Move = { id, kind, state: first, from, to: wanted, reason, at: {}, ...blank };
  const told = newEvent("move.started", { move_id: id, kind, to: wanted.jurisdiction }, id);
  return ok({ ...enterState(tx, move, first), events: [told] });
}
