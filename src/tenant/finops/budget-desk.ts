// The tenant object's part in budgets that stop writes: leases of what is left, shard by shard.
// INVARIANT: what is counted, what shards have stored and not told, and all leases together never pass the stop; so it is
// passed by no more than the one request of each shard at which its lease ends. When nothing is left to lease, the others'
// leases are called back, and only when nothing is left then is the budget stopped.

import {
  leaseShare,
  partOf,
  toNextThreshold,
  weigh,
  countedOf,
  weightsOf,
  writeStop,
  type PriceBooks,
} from "../../finops/index.ts";
import { saveUse, type Held, type StoredBudget } from "../../finops/store/budgets.ts";
import { loadMarks } from "../../finops/store/usage.ts";
import { ok, type Result } from "../../kernel/result.ts";
import type { Placement } from "../../residency/store/placement.ts";
import type { ObjectState, ObjectStore } from "../object-store.ts";
import { presentState } from "../present-state.ts";
import { shardAt } from "../stubs.ts";
import type { LinesByHour } from "./batch-lines.ts";
import { gatesOf, newlyReached, openBudgets, spentValue, type OpenBudgets } from "./budget-book.ts";
import type { GrantedLease, LeaseAnswer, LeaseRequest, WantedLease } from "./gate.ts";
import { uncountedUsage, type PendingUsage } from "./pending-usage.ts";

export interface BudgetDesk {
  lease(request: LeaseRequest): Promise<Result<LeaseAnswer>>;
}

/** What a budget has come to, for the commit that tells of it. */
export interface ReachedValue {
  readonly id: string;
  readonly period: string;
  /** Decimal text. */
  readonly value: string;
}

export interface BudgetDeskRim {
  readonly store: ObjectStore;
  readonly placement: Placement;
  /** Tells of thresholds and stops: a commit. */
  readonly judge: (reached: readonly ReachedValue[]) => void;
}

/** By shard, what it has told of itself. */
type Told = ReadonlyMap<number, PendingUsage>;

type Attempt = LeaseAnswer | { readonly kind: "recall"; readonly shards: readonly number[] };

/** LIMIT: between two of these a shard flushed and told; more often in a row than this it asks again itself. */
const MOST_ATTEMPTS = 6;

export function openBudgetDesk(rim: BudgetDeskRim): BudgetDesk {
  // One request after another: calling leases back takes a while, and two at once would call back each other's.
  let last: Promise<unknown> = Promise.resolve();
  return {
    lease(request) {
      const granted = last.then(() => grant(rim, request));
      last = granted.catch(() => undefined);
      return granted;
    },
  };
}

async function grant(rim: BudgetDeskRim, request: LeaseRequest): Promise<Result<LeaseAnswer>> {
  let told: Told = new Map([[request.shard, request.pending]]);
  for (let attempts = 0; attempts < MOST_ATTEMPTS; attempts++) {
    const state = presentState(rim.store, "platform");
    if (!state.ok) return state;
    const outcome = rim.store.storage.transactionSync(() =>
      attempt(rim, { state: state.value, request, told }),
    );
    if (outcome.kind !== "recall") return ok(outcome);
    told = await recall(rim, { state: state.value, told, shards: outcome.shards });
  }
  return ok({ kind: "again" });
}

async function recall(
  { placement }: BudgetDeskRim,
  { state, told, shards }: { state: ObjectState; told: Told; shards: readonly number[] },
): Promise<Told> {
  const back = await Promise.all(
    shards.map(
      async (shard) => [shard, await shardAt(placement, state.tenant, shard).returnLeases()] as const,
    ),
  );
  return new Map([...told, ...back]);
}

interface Attempting {
  readonly state: ObjectState;
  readonly request: LeaseRequest;
  readonly told: Told;
}

/** In one transaction: judges and writes down what is granted. */
function attempt(rim: BudgetDeskRim, { state, request, told }: Attempting): Attempt {
  const { db } = rim.store;
  const nowMs = rim.store.clock();
  const open = openBudgets(db, nowMs);
  const uncounted = uncountedOf(db, told);
  if (uncounted === null) return { kind: "again" };
  const gates = gatesOf(open, nowMs);
  const isKnown = ({ id, version }: WantedLease): boolean =>
    gates.some((gate) => gate.id === id && gate.version === version);
  if (!request.wanted.every((wanted) => isKnown(wanted))) return { kind: "gates", gates };
  const granting = { open, state, request, uncounted, nowMs };
  const outcomes = request.wanted.map((wanted) => grantOne(granting, wanted));
  const missing = outcomes.flatMap((outcome) => (outcome.kind === "recall" ? outcome.shards : []));
  if (missing.length > 0) return { kind: "recall", shards: [...new Set(missing)] };
  const values = outcomes.flatMap((outcome) => (outcome.kind === "recall" ? [] : [outcome]));
  for (const { stored, held } of values) saveUse(db, stored.id, { ...stored.use, held });
  tellOf(rim, values);
  const stopped = values.find(({ lease }) => lease === null);
  if (stopped !== undefined) return { kind: "stopped", budget: stopped.stored.budget.name };
  return { kind: "granted", leases: values.flatMap(({ lease }) => lease ?? []) };
}

/** Null when a shard has flushed and told since it told of itself. */
function uncountedOf(db: ObjectStore["db"], told: Told): ReadonlyMap<number, readonly LinesByHour[]> | null {
  const marks = loadMarks(db);
  const uncounted = new Map<number, readonly LinesByHour[]>();
  for (const [shard, pending] of told) {
    const usage = uncountedUsage(shard, pending, marks);
    if (usage === null) return null;
    uncounted.set(shard, usage);
  }
  return uncounted;
}

interface Granting {
  readonly open: OpenBudgets;
  readonly state: ObjectState;
  readonly request: LeaseRequest;
  readonly uncounted: ReadonlyMap<number, readonly LinesByHour[]>;
  readonly nowMs: number;
}

interface Granted {
  readonly kind: "granted";
  readonly stored: StoredBudget;
  readonly value: bigint;
  readonly held: Held;
  /** Null when nothing is left. */
  readonly lease: GrantedLease | null;
}

function grantOne(granting: Granting, wanted: WantedLease): Granted | { kind: "recall"; shards: number[] } {
  const { open, state, request, uncounted, nowMs } = granting;
  const stored = open.budgets.find(({ id }) => id === wanted.id);
  const stop = stored === undefined ? null : writeStop(stored.budget);
  if (stored === undefined || stop === null) throw new Error("a gate without its budget");
  const { budget, use, running, version } = stored;
  const others = state.shards.filter((shard) => !uncounted.has(shard));
  const value = spentValue(stored, open.books, [...uncounted.values()].flat());
  const unknown = others.filter((shard) => use.held[shard] === null);
  if (unknown.length > 0) return { kind: "recall", shards: unknown };
  const heldByOthers = others.reduce((sum, shard) => sum + BigInt(use.held[shard] ?? "0"), 0n);
  const left = partOf(budget, stop.percent) - value - heldByOthers;
  if (left <= 0n && heldByOthers > 0n)
    return { kind: "recall", shards: others.filter((shard) => (use.held[shard] ?? "0") !== "0") };
  const held = heldAfter(granting, stored, open.books);
  if (left <= 0n) return { kind: "granted", stored, value, held, lease: null };
  const needed = BigInt(wanted.needed);
  const toNext = toNextThreshold(budget, value);
  const amount = leaseShare({ left, toNext, shards: state.shards.length, needed });
  const own = BigInt(held[request.shard] ?? "0") + amount;
  const lease = {
    id: stored.id,
    version,
    amount: String(amount),
    untilMs: Math.max(running.untilMs, nowMs + 1),
  };
  return { kind: "granted", stored, value, held: { ...held, [String(request.shard)]: String(own) }, lease };
}

/** What each shard that has told of itself holds: what it has stored, and no lease. */
function heldAfter({ uncounted, nowMs }: Granting, stored: StoredBudget, books: PriceBooks): Held {
  const { budget, use, running } = stored;
  const weights = weightsOf(budget, books, nowMs);
  const held: Record<string, string | null> = { ...use.held };
  for (const [shard, usage] of uncounted) {
    let sum = 0n;
    for (const hours of usage)
      for (const [hour, lines] of Object.entries(hours))
        if (Number(hour) >= running.fromHour)
          for (const line of lines) sum += weigh(countedOf(budget, line), weights);
    held[String(shard)] = String(sum);
  }
  return held;
}

function tellOf({ judge }: BudgetDeskRim, values: readonly Granted[]): void {
  const reached = values.filter(({ stored, value }) => newlyReached(stored, value).length > 0);
  if (reached.length === 0) return;
  judge(reached.map(({ stored: { id, use }, value }) => ({ id, period: use.period, value: String(value) })));
}
