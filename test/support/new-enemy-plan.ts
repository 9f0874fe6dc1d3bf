// The schedules of the new-enemy tests as data: what one seed makes a handful of isolates, one change of access and one
// disturbance do to each other. Pure: the same seed is the same plan.

import { seededRandom } from "./ingest.ts";

/** Shards of a tenant at most; each comes to life by the first append to it. */
export const SHARDS = 2;
export const ISOLATES = 6;

type Random = () => number;
type Weights<T extends string> = Readonly<Record<T, number>>;

export type OperationKind = "append" | "fresh" | "record" | "query" | "open_query" | "seal" | "grant";

const OPERATIONS: Weights<OperationKind> = {
  append: 44,
  fresh: 18,
  record: 14,
  query: 14,
  open_query: 6,
  seal: 2,
  grant: 2,
};

export type ChangeKind = "key" | "rotation" | "policy" | "grant" | "tier" | "status";

type Changes = Weights<ChangeKind>;

/** What goes wrong meanwhile; each strikes one object. */
type DisturbanceKind =
  | "none"
  | "evict_tenant"
  | "evict_shard"
  | "restart_tenant"
  | "restart_shard"
  | "fence_fails"
  | "append_fails";

const DISTURBANCES: Weights<DisturbanceKind> = {
  none: 830,
  evict_tenant: 50,
  evict_shard: 90,
  // These fill the log of the test with the runtime's own words.
  restart_tenant: 3,
  restart_shard: 5,
  fence_fails: 18,
  append_fails: 4,
};

/** How long after the common start: turns of the microtask queue, then of the event loop. */
export interface Delay {
  readonly microtasks: number;
  readonly turns: number;
}

export interface PlannedOperation {
  readonly isolate: number;
  readonly kind: OperationKind;
  readonly shard: number;
  /** Whether it starts while the change is on its way, or once the change is acknowledged. */
  readonly phase: "during" | "after";
  readonly delay: Delay;
}

export interface Plan {
  readonly seed: number;
  /** The isolates that take the newest bundle before the start; the others go on with what they hold. */
  readonly refreshed: readonly number[];
  readonly change: { readonly kind: ChangeKind; readonly copies: 1 | 2; readonly delay: Delay };
  readonly disturbance: { readonly kind: DisturbanceKind; readonly shard: number; readonly delay: Delay };
  /** An object that is taken out of memory between the acknowledgement and what starts after it. */
  readonly evictedAfter: "nothing" | "tenant" | "shard";
  readonly operations: readonly PlannedOperation[];
  /** Whether something that was refused is sent again under the newest epoch, at the end. */
  readonly isTriedAgain: boolean;
}

export interface Setting {
  readonly changes: Changes;
  readonly shards: number;
}

export function planOf(seed: number, { changes, shards }: Setting): Plan {
  const random = seededRandom(seed);
  const disturbed = pickWeighted(random, DISTURBANCES);
  return {
    seed,
    refreshed: Array.from({ length: ISOLATES }, (_, isolate) => isolate).filter(() => random() < 0.85),
    change: {
      kind: pickWeighted(random, changes),
      copies: random() < 0.08 ? 2 : 1,
      delay: delay(random, 2),
    },
    disturbance: { kind: disturbed, shard: below(random, shards), delay: delay(random, 3) },
    evictedAfter: pickWeighted(random, { nothing: 96, shard: 3, tenant: 1 }),
    operations: [
      ...Array.from({ length: 1 + below(random, 3) }, () => operation(random, shards, "during")),
      operation(random, shards, "after"),
    ],
    isTriedAgain: random() < 0.1,
  };
}

function operation(random: Random, shards: number, phase: PlannedOperation["phase"]): PlannedOperation {
  return {
    isolate: below(random, ISOLATES),
    kind: pickWeighted(random, OPERATIONS),
    shard: below(random, shards),
    phase,
    delay: delay(random, phase === "during" ? 3 : 1),
  };
}

function delay(random: Random, mostTurns: number): Delay {
  // Half of them within one turn of the event loop: there the order is decided by microtasks.
  const turns = random() < 0.5 ? 0 : below(random, mostTurns + 1);
  return { microtasks: below(random, 12), turns };
}

const below = (random: Random, end: number): number => Math.floor(random() * end);

function pickWeighted<T extends string>(random: Random, weights: Weights<T>): T {
  const rows = Object.entries(weights) as [T, number][];
  let left = random() * rows.reduce((sum, [, weight]) => sum + weight, 0);
  return rows.find(([, weight]) => (left -= weight) < 0)?.[0] ?? (rows[0] as [T, number])[0];
}

export async function pass({ microtasks, turns }: Delay): Promise<void> {
  for (let i = 0; i < turns; i++) await scheduler.wait(0);
  for (let i = 0; i < microtasks; i++) await Promise.resolve();
}
