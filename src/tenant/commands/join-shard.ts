// A shard comes to life: from now on no change is acknowledged before that shard refuses the older epoch.

import { ok, type Result } from "../../kernel/result.ts";
import type { Change, Tx } from "../commit.ts";

export interface JoinShard {
  readonly shard: number;
}

export function joinShard({ state }: Tx, { shard }: JoinShard): Result<Change> {
  const shards = [...new Set([...state.shards, shard])].sort((left, right) => left - right);
  return ok({
    reply: { tenant: { ...state.tenant }, epoch: state.epoch },
    resource: `shard:${shard}`,
    detail: { shards },
    raisesEpoch: false,
    shards,
    effects: [],
  });
}
