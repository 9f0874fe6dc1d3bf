// A move is given up before its cut over: the tenant stays where it is, and what was copied is taken away again.

import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import type { Change, Tx } from "../commit.ts";
import { enterState } from "../moves/advance.ts";
import { isCancellable } from "../moves/move.ts";
import { loadOpenMove } from "../moves/move-store.ts";

export interface CancelMove {
  readonly id: string;
  readonly note: string;
}

export function cancelMove(tx: Tx, { id, note }: CancelMove): Result<Change> {
  const move = loadOpenMove(tx.db);
  if (move === null || move.id !== id) return failed(fault("moves.not_found", "no such move is open"));
  if (!isCancellable(move))
    return failed(fault("moves.refused", `at \`${move.state}\` a move is finished, not cancelled`));
  return ok(enterState(tx, { ...move, note }, "discard"));
}
