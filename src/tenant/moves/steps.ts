// What is done in each state of a move, a slice at a time. A step changes nothing of the tenant itself: it says where to
// go next, and the commit that enters that state does.

import type { Tenant } from "../../directory/index.ts";
import { MINUTE_MS, SECOND_MS } from "../../kernel/time.ts";
import type { KeyRing } from "../../kernel/wrapped-key.ts";
import type { Placement } from "../../residency/store/placement.ts";
import type { ShardApi, TenantApi } from "../tenant-api.ts";
import { isSameAccount } from "./account.ts";
import type { MoveFindings } from "./advance.ts";
import { copyFilesPage, FILES_FROM_START, type FilesPlace } from "./copy-files.ts";
import {
  COPY_FROM_START,
  copyPage,
  countSide,
  isSameContent,
  isSameRow,
  type CopiedPage,
  type IsSame,
  type Side,
  type Sides,
} from "./copy-blocks.ts";
import { emptySide } from "./empty-side.ts";
import { nextState, type Move, type MoveState } from "./move.ts";

export interface MoveRim {
  readonly placement: Placement;
  readonly tenant: Tenant;
  readonly siloKeys: KeyRing;
  readonly livingShards: readonly number[];
  readonly nowMs: number;
  /** No query of the tenant runs longer. */
  readonly queryTimeoutMs: number;
  readonly shard: (shard: number) => ShardApi;
  /** Have the shards confirmed everything that they were told? */
  readonly haveShardsHeard: () => Promise<boolean>;
  /** Has every query ended that began before? */
  readonly isQuietSince: (ms: number) => boolean;
  readonly sign: (move: Move) => Promise<string>;
  readonly handOver: {
    /** What there is of the audit log, ahead of the pause. */
    readonly log: () => Promise<unknown>;
    readonly all: () => Promise<void>;
  };
  /** The objects that the tenant left, when it changed jurisdiction. */
  readonly left: {
    readonly object: TenantApi;
    readonly shard: (shard: number) => ShardApi;
  };
  /** How far the pass over the catalog is; forgotten when the object is, and then begun again. */
  readonly pass: Pass;
}

export interface Pass {
  next: CopiedPage["next"];
  changed: number;
  /** Other files come after the last block; null until then. */
  files: FilesPlace;
}

export type Outcome =
  | { readonly kind: "enter"; readonly state: MoveState; readonly findings: MoveFindings }
  | { readonly kind: "again" }
  /** The tenant is at home in another object now. */
  | { readonly kind: "left" }
  | { readonly kind: "wait"; readonly ms: number };

type Step = (rim: MoveRim, move: Move) => Promise<Outcome>;

const AGAIN: Outcome = { kind: "again" };
const PAUSE_WAIT_MS = 20;
const WAIT: Outcome = { kind: "wait", ms: SECOND_MS };
/** A pass that found no more than this is followed by the last one, under the hold. */
const FEW_BLOCKS = 5;

const goOn = (move: Move, findings: MoveFindings = {}): Outcome => ({
  kind: "enter",
  state: nextState(move),
  findings,
});

export function sidesOf(rim: Pick<MoveRim, "placement" | "tenant" | "siloKeys">, move: Move): Sides {
  const { placement, tenant, siloKeys } = rim;
  const sideAt = (place: Move["from"]): Side => {
    const placed = { ...tenant, ...place, siloKeys };
    return {
      database: placement.database(placed, "telemetry"),
      bucket: placement.bucket(placed, "telemetry"),
    };
  };
  const { from, to } = move;
  const isSameBucket =
    from.jurisdiction === to.jurisdiction && from.isolation === "pool" && to.isolation === "pool";
  return { from: sideAt(from), to: sideAt(to), isSameBucket };
}

/** One page; true when it was the last of a pass. */
async function copyOn(rim: MoveRim, move: Move, isSame: IsSame): Promise<boolean> {
  const { pass } = rim;
  const sides = sidesOf(rim, move);
  if (pass.files === null) {
    const page = await copyPage(sides, pass.next ?? COPY_FROM_START, isSame);
    pass.changed += page.changed;
    pass.next = page.next;
    if (page.next !== null) return false;
  }
  pass.files = await copyFilesPage(sides, pass.files ?? FILES_FROM_START);
  return pass.files === null;
}

const copy: Step = async (rim, move) => ((await copyOn(rim, move, isSameRow)) ? goOn(move) : AGAIN);

const follow: Step = async (rim, move) => {
  if (!(await copyOn(rim, move, isSameRow))) return AGAIN;
  if (rim.pass.changed > FEW_BLOCKS) {
    rim.pass.changed = 0;
    return AGAIN;
  }
  if (move.kind === "jurisdiction") await getAhead(rim);
  return goOn(move);
};

/** What can be handed over before the pause does not have to be handed over in it. */
async function getAhead({ livingShards, shard, handOver }: MoveRim): Promise<void> {
  await Promise.all(livingShards.map((living) => shard(living).drain()));
  await handOver.log();
}

const fence: Step = async (rim, move) => {
  if (!(await rim.haveShardsHeard())) return WAIT;
  return (await copyOn(rim, move, isSameContent)) ? goOn(move) : AGAIN;
};

const verify: Step = async (rim, move) => {
  const { from, to } = sidesOf(rim, move);
  const [left, reached] = [await countSide(from), await countSide(to)];
  // Appends are taken all the while: only blocks stood still.
  const write_pause_ms = move.kind === "jurisdiction" ? null : 0;
  if (isSameAccount(left, reached)) return goOn(move, { account: reached, write_pause_ms });
  const note = `the places differ: ${left.blocks} blocks, root ${left.root}; ${reached.blocks}, ${reached.root}`;
  return { kind: "enter", state: "discard", findings: { note } };
};

const pause: Step = async (rim) => {
  if (!(await rim.haveShardsHeard())) return { kind: "wait", ms: PAUSE_WAIT_MS };
  await rim.handOver.all();
  return { kind: "left" };
};

const cutOver: Step = async (rim, move) => ((await rim.haveShardsHeard()) ? goOn(move) : WAIT);

/** What was left is emptied once no query can have planned with it. */
const purge: Step = async (rim, move) => {
  const cutOverMs = Date.parse(move.at.cut_over ?? "");
  const longestMs = rim.queryTimeoutMs + MINUTE_MS;
  const isElsewhere = move.kind === "jurisdiction";
  const isQuiet = isElsewhere ? await rim.left.object.isQuietSince(cutOverMs) : rim.isQuietSince(cutOverMs);
  if (!isQuiet && rim.nowMs < cutOverMs + longestMs) return WAIT;
  const purged = await emptySide(sidesOf(rim, move), "from");
  if (isElsewhere) await emptyObjectsLeft(rim);
  return goOn(move, { purged });
};

async function emptyObjectsLeft({ left, livingShards }: MoveRim): Promise<void> {
  for (const shard of livingShards) await left.shard(shard).vacate();
  await left.object.forget();
}

const drain: Step = async (rim, { to, ...move }) => {
  const leaving = rim.livingShards.filter((shard) => shard >= to.shards);
  const drained = await Promise.all(leaving.map((shard) => rim.shard(shard).drain()));
  return drained.every((isEmpty) => isEmpty) ? goOn({ ...move, to }) : WAIT;
};

const receipt: Step = async (rim, move) => {
  if (move.kind === "shards")
    for (let shard = move.to.shards; shard < move.from.shards; shard++) await rim.shard(shard).retire();
  return goOn(move, { receipt: await rim.sign(move) });
};

const discard: Step = async (rim, move) => {
  if (!(await rim.haveShardsHeard())) return WAIT;
  const purged = await emptySide(sidesOf(rim, move), "to");
  return { kind: "enter", state: "cancelled", findings: { purged } };
};

export const STEPS: Readonly<Partial<Record<MoveState, Step>>> = {
  copy,
  follow,
  fence,
  verify,
  pause,
  cut_over: cutOver,
  drain,
  purge,
  receipt,
  discard,
};
