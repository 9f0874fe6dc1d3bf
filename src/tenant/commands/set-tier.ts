// A tenant's tier: its limits change with it, so the epoch rises.

import { TIERS, type TierName } from "../../directory/index.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { newEvent } from "../../webhooks/index.ts";
import type { Change, Tx } from "../commit.ts";

export interface SetTier {
  readonly tier: TierName;
}

export function setTier({ state }: Tx, input: SetTier): Result<Change> {
  const tenant = { ...state.tenant, tier: input.tier, shards: TIERS[input.tier].shards };
  return ok({
    reply: { ...tenant },
    resource: `tenant:${tenant.id}`,
    detail: { from: state.tenant.tier, to: input.tier },
    raisesEpoch: true,
    tenant,
    effects: [],
    events: [newEvent("tenant.tier_changed", { from: state.tenant.tier, to: input.tier }, tenant.id)],
  });
}
