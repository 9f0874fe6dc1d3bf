// A shard comes to life: from now on no change is acknowledged before that shard refuses the older epoch.

import { ok, type Result } from "../../kernel/result.ts";
import type { Change, Tx } from "../commit.ts";
import type { Json } from "../../kernel/canonical-json.ts";
import { loadKeyRing } from "../../residency/store/silo-keys.ts";
import { gatesOf, openBudgets } from "../finops/budget-book.ts";
import { areBlocksHeld } from "../moves/move-store.ts";

export interface JoinShard {
  readonly shard: number;
}

export function joinShard({ db, state, nowMs }: Tx, { shard }: JoinShard): Result<Change> {
  const shards = [...new Set([...state.shards, shard])].sort((left, right) => left - right);
  return ok({
    reply: {
      tenant: { ...state.tenant },
      epoch: state.epoch,
      isHeld: areBlocksHeld(db),
      siloKeys: loadKeyRing(db) as unknown as Json,
      gates: gatesOf(openBudgets(db, nowMs), nowMs) as unknown as Json,
    },
    resource: `shard:${shard}`,
    detail: { shards },
    raisesEpoch: false,
    shards,
    effects: [],
  });
}
