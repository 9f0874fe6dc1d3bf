// A move enters its next state, in the transaction of a commit: the record of the move, and what that state means.

import type { Json } from "../../kernel/canonical-json.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { newEvent, type NewEvent } from "../../webhooks/index.ts";
import type { Change, Tx } from "../commit.ts";
import { entryOf } from "./enter-state.ts";
import type { Move, MoveState } from "./move.ts";
import { loadOpenMove, saveMove } from "./move-store.ts";

/** What a step has found out. */
export type MoveFindings = Partial<Pick<Move, "account" | "write_pause_ms" | "purged" | "note" | "receipt">>;

export interface AdvanceMove {
  readonly id: string;
  /** The state that the step worked in: a move that is elsewhere by now is left alone. */
  readonly from: MoveState;
  readonly to: MoveState;
  readonly findings: MoveFindings;
}

export function advanceMove(tx: Tx, { id, from, to, findings }: AdvanceMove): Result<Change> {
  const move = loadOpenMove(tx.db);
  if (move === null || move.id !== id || move.state !== from)
    return failed(fault("moves.overtaken", `the move is not at \`${from}\``));
  return ok(enterState(tx, { ...move, ...findings }, to));
}

export function enterState({ db, state, nowMs }: Tx, move: Move, entered: MoveState): Change {
  const entry = entryOf(state, move, entered);
  const at = { ...move.at, [entered]: new Date(nowMs).toISOString() };
  const next: Move = { ...move, state: entered, at };
  saveMove(db, next);
  return {
    reply: next,
    resource: `move:${move.id}`,
    detail: detailOf(next),
    due: "move",
    events: endEvents(next),
    ...entry,
  };
}

/** What integrators are told when a move ends. */
function endEvents({ id, kind, state, to, note }: Move): NewEvent[] {
  if (state === "done") return [newEvent("move.completed", { move_id: id, kind, to: to.jurisdiction }, id)];
  if (state === "cancelled") return [newEvent("move.cancelled", { move_id: id, reason: note ?? "" }, id)];
  return [];
}

/** Everything but the receipt, which is signed over the rest and told by the move itself. */
function detailOf({ receipt: _receipt, ...told }: Move): Json {
  return JSON.parse(JSON.stringify(told)) as Json;
}
