// A move of a tenant to another place, as its object remembers it: what changes, how far it is, what was counted.
// INVARIANT: a tenant has at most one open move; its state only goes forward along the path of its kind, or, until the cut
// over, by `discard` to `cancelled`. Every step can be done again: a crash anywhere repeats the one it fell into.

import { z } from "zod";
import { JURISDICTIONS, tenantSchema, type Tenant } from "../../directory/index.ts";

export const MOVE_STATES = [
  "copy",
  "follow",
  "fence",
  "verify",
  "pause",
  "cut_over",
  "drain",
  "purge",
  "receipt",
  "done",
  "discard",
  "cancelled",
] as const;

export type MoveState = (typeof MOVE_STATES)[number];

export const MOVE_KINDS = ["isolation", "shards", "jurisdiction"] as const;

export type MoveKind = (typeof MOVE_KINDS)[number];

/** The states of each kind in their order. */
export const MOVE_PATHS: Readonly<Record<MoveKind, readonly MoveState[]>> = {
  isolation: ["copy", "follow", "fence", "verify", "cut_over", "purge", "receipt", "done"],
  shards: ["cut_over", "drain", "receipt", "done"],
  // Up to `pause` in the object of the old jurisdiction, from `cut_over` on in the new one.
  jurisdiction: ["copy", "follow", "fence", "verify", "pause", "cut_over", "purge", "receipt", "done"],
};

/** From here on the new place is the tenant's: a move that is past it is finished, not cancelled. */
const CANCELLABLE: ReadonlySet<MoveState> = new Set<MoveState>(["copy", "follow", "fence", "verify"]);
/** While a move is here, shards leave their blocks as they are: what is counted stays so. */
const HOLDING: ReadonlySet<MoveState> = new Set<MoveState>(["fence", "verify", "pause"]);
const ENDED: ReadonlySet<MoveState> = new Set<MoveState>(["done", "cancelled"]);

const placeSchema = z.object({
  jurisdiction: z.enum(JURISDICTIONS),
  isolation: tenantSchema.shape.isolation,
  pool: z.number().int().min(0),
  shards: z.number().int().min(1),
});

/** All of a tenant record that a move may change. */
export type Place = z.infer<typeof placeSchema>;

const accountSchema = z.object({
  blocks: z.number().int(),
  rows: z.number().int(),
  bytes: z.number().int(),
  /** Root of the RFC 6962 tree over the blocks in catalog order, in hexadecimal. */
  root: z.string(),
});

/** What one place holds of a tenant's telemetry. */
export type Account = z.infer<typeof accountSchema>;

export const moveSchema = z.object({
  id: z.string(),
  kind: z.enum(MOVE_KINDS),
  state: z.enum(MOVE_STATES),
  from: placeSchema,
  to: placeSchema,
  reason: z.string(),
  /** When each state began. */
  at: z.partialRecord(z.enum(MOVE_STATES), z.iso.datetime()),
  /** Equal on both sides when the move was cut over. */
  account: accountSchema.nullable(),
  /** For how long telemetry was not taken; null until the cut over. */
  write_pause_ms: z.number().int().nullable(),
  /** What was removed from the place that was left. */
  purged: z.object({ rows: z.number().int(), objects: z.number().int() }).nullable(),
  /** Why it was cancelled. */
  note: z.string().nullable(),
  /** The move as done, signed with the key of the tenant's checkpoints: a compact JWS (RFC 7515). */
  receipt: z.string().nullable(),
});

export type Move = z.infer<typeof moveSchema>;

export const isOpen = ({ state }: Pick<Move, "state">): boolean => !ENDED.has(state);
export const isCancellable = ({ state }: Pick<Move, "state">): boolean => CANCELLABLE.has(state);
export const isHolding = ({ state }: Pick<Move, "state">): boolean => HOLDING.has(state);

/** The state after this one. Throws for an ended move: nothing comes after. */
export function nextState({ kind, state }: Pick<Move, "kind" | "state">): MoveState {
  const path = MOVE_PATHS[kind];
  const next = path[path.indexOf(state) + 1];
  if (next === undefined || !path.includes(state)) throw new Error(`no state after ${state} of ${kind}`);
  return next;
}

export function placeOf({ jurisdiction, isolation, pool, shards }: Tenant): Place {
  return { jurisdiction, isolation, pool, shards };
}

/** Which kind of move leads from one place to the other; null when they are the same or more than one thing changes. */
export function kindOf(from: Place, to: Place): MoveKind | null {
  const kinds: MoveKind[] = [];
  if (from.jurisdiction !== to.jurisdiction) kinds.push("jurisdiction");
  else if (from.isolation !== to.isolation || from.pool !== to.pool) kinds.push("isolation");
  if (from.shards !== to.shards) kinds.push("shards");
  const [kind] = kinds;
  return kinds.length === 1 && kind !== undefined ? kind : null;
}
