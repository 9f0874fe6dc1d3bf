// Works on the open move for a while, then lets others have the object: the alarm comes again at once. What a crash
// interrupts is the step of the state that the move is in, and that step is done again.

import type { Result } from "../../kernel/result.ts";
import type { ObjectStore } from "../object-store.ts";
import type { AdvanceMove } from "./advance.ts";
import type { Move } from "./move.ts";
import { loadOpenMove } from "./move-store.ts";
import { STEPS, type MoveRim, type Pass } from "./steps.ts";

/** LIMIT: an alarm may run 15 minutes, and everything else that is due waits for it. */
const WORK_FOR_MS = 5_000;

export interface MoveWork {
  readonly store: ObjectStore;
  /** How long a state lasts at least. */
  readonly paceMs: number;
  readonly openRim: (move: Move, pass: Pass) => MoveRim;
  /** The tenant is at home elsewhere: this object only says so from now on. */
  readonly leave: (move: Move) => void;
  readonly advance: (input: AdvanceMove) => Promise<Result<unknown>>;
}

/** A pass belongs to one state of one move. */
export interface PassKeeper {
  passOf(move: Move): Pass;
}

export function createPassKeeper(): PassKeeper {
  let kept = { name: "", pass: newPass() };
  return {
    passOf({ id, state }) {
      const name = `${id} ${state}`;
      if (kept.name !== name) kept = { name, pass: newPass() };
      return kept.pass;
    },
  };
}

const newPass = (): Pass => ({ next: null, changed: 0, files: null });

/** When to come again, in epoch milliseconds; null when no move is open. */
export async function workOnMove(work: MoveWork, passes: PassKeeper): Promise<number | null> {
  const { store } = work;
  const endMs = store.clock() + WORK_FOR_MS;
  for (;;) {
    const move = loadOpenMove(store.db);
    if (move === null) return null;
    const restMs = Date.parse(move.at[move.state] ?? "") + work.paceMs;
    if (work.paceMs > 0 && store.clock() < restMs) return restMs;
    const step = STEPS[move.state];
    if (step === undefined) throw new Error(`a move that is open at ${move.state}`);
    const outcome = await step(work.openRim(move, passes.passOf(move)), move);
    if (outcome.kind === "left") {
      work.leave(move);
      return null;
    }
    if (outcome.kind === "wait") return store.clock() + outcome.ms;
    if (outcome.kind === "enter") {
      const { state: to, findings } = outcome;
      const entered = await work.advance({ id: move.id, from: move.state, to, findings });
      // Cancelled meanwhile: the next round sees what is open now.
      if (!entered.ok && entered.fault.code !== "moves.overtaken")
        throw new Error(`${move.id}: ${entered.fault.code}`);
    }
    if (store.clock() >= endMs) return store.clock();
  }
}
