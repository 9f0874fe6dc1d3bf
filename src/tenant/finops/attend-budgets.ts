// Budgets are judged when something was counted outside a commit, and when a period or a grace that binds is over.

import { bindCommand } from "../commands.ts";
import { commit } from "../commit.ts";
import { clearDue } from "../due-work.ts";
import type { Envelope } from "../envelope.ts";
import type { ObjectStore } from "../object-store.ts";
import type { Outbox } from "../outbox.ts";
import type { ReachedValue } from "./budget-desk.ts";

/** Counting is the gateway's own doing. */
const METER: Envelope = {
  decidedAt: "platform",
  actor: { kind: "system", id: "budgets" },
  action: "budgets:judge",
  reasons: ["platform"],
  requestId: "budgets",
  idempotency: null,
};

export interface JudgeRim {
  readonly store: ObjectStore;
  readonly outbox: Outbox;
  readonly goOn: (work: Promise<unknown>) => void;
}

/** Also within a transaction: what it leads to leaves once that stands. */
export function judgeNow({ store, outbox, goOn }: JudgeRim): (reached: readonly ReachedValue[]) => void {
  return (reached) => {
    const judged = commit(store, METER, bindCommand("budgets.judge", { reached }));
    if (!judged.ok) return;
    goOn(Promise.resolve().then(async () => outbox.drainAll()));
  };
}

export async function attendBudgets({ store, outbox }: JudgeRim): Promise<void> {
  clearDue(store, "budgets");
  const judged = commit(store, METER, bindCommand("budgets.judge", { reached: [] }));
  if (judged.ok) await outbox.drainAll();
}
