// What it means for the tenant that its move enters a state: which record it has from then on, what shards are told.
// INVARIANT: the cut over is the one commit that changes where the tenant is; the shards that held their blocks are let go
// by the same commit, and with the new record, so that none of them writes to the place that was left.

import type { Tenant } from "../../directory/index.ts";
import { relocatedResidency } from "../../residency/index.ts";
import type { Change } from "../commit.ts";
import type { ObjectState } from "../object-store.ts";
import type { Effect } from "../outbox.ts";
import { isHolding, type Move, type MoveKind, type MoveState } from "./move.ts";

export type Entry = Pick<Change, "raisesEpoch" | "effects"> &
  Partial<Pick<Change, "tenant" | "shards" | "standing" | "later">>;

type Enter = (state: ObjectState, move: Move) => Entry;

const NOTHING: Entry = { raisesEpoch: false, effects: [] };

interface Told {
  readonly tenant: Tenant;
  readonly epoch: number;
  readonly isHeld: boolean;
}

function tell({ shards }: ObjectState, { tenant, epoch, isHeld }: Told): Effect[] {
  return shards.map((shard) => ({
    lane: "shards",
    payload: { shard, epoch, tenant: { ...tenant }, isHeld },
  }));
}

const hold: Enter = (state) => ({
  raisesEpoch: false,
  effects: tell(state, { tenant: state.tenant, epoch: state.epoch, isHeld: true }),
});

const changePlace: Enter = (state, { to }) => {
  const residency = relocatedResidency(state.tenant.residency, to.jurisdiction);
  const tenant: Tenant = { ...state.tenant, ...to, residency };
  return {
    raisesEpoch: true,
    tenant,
    effects: tell(state, { tenant, epoch: state.epoch + 1, isHeld: false }),
    // Usage and what is due are shown where the tenant is: all of it anew, at once.
    later: [
      { name: "usage", atMs: 1 },
      { name: "reports", atMs: 1 },
    ],
  };
};

/** The epoch rises and nobody gets a bundle of it: nothing is written until the tenant is at home again. */
const pause: Enter = () => ({ raisesEpoch: true, effects: [], standing: { kind: "paused" } });

/** Shards that get nothing more leave the list once they are empty: from then on nobody counts on them. */
const dropShards: Enter = (state, { to }) => ({
  ...NOTHING,
  shards: state.shards.filter((shard) => shard < to.shards),
});

const ENTERING: Readonly<Record<MoveKind, Partial<Record<MoveState, Enter>>>> = {
  isolation: { fence: hold, cut_over: changePlace },
  shards: { cut_over: changePlace, receipt: dropShards },
  jurisdiction: { fence: hold, pause, cut_over: changePlace },
};

export function entryOf(state: ObjectState, move: Move, entered: MoveState): Entry {
  if (entered === "discard") return release(state, move);
  return ENTERING[move.kind][entered]?.(state, move) ?? NOTHING;
}

function release(state: ObjectState, move: Move): Entry {
  if (!isHolding(move)) return NOTHING;
  return { ...NOTHING, effects: tell(state, { tenant: state.tenant, epoch: state.epoch, isHeld: false }) };
}
