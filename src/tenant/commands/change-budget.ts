// Budgets made, changed, given grace and deleted. Edges and shards decide by them, so the epoch rises: a raised budget is in
// force everywhere once acknowledged. All leases of it are void; shards are asked what they hold.

import {
  completeBudget,
  currencyOn,
  MOST_GRACE_MS,
  reachedBy,
  valueOf,
  type Budget,
  type NewBudget,
} from "../../finops/index.ts";
import {
  countSpent,
  deleteBudget as removeBudget,
  NO_USE,
  saveBudget,
  saveUse,
  type StoredBudget,
} from "../../finops/store/budgets.ts";
import { loadSetting } from "../../finops/store/settings.ts";
import type { Json } from "../../kernel/canonical-json.ts";
import { fault, type Fault } from "../../kernel/fault.ts";
import { newId } from "../../kernel/ids.ts";
import type { Money } from "../../kernel/money.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { utcDay } from "../../kernel/time.ts";
import type { Change, Tx } from "../commit.ts";
import { openBudgets, periodOf } from "../finops/budget-book.ts";
import { withJudgement } from "../finops/judge-budgets.ts";

/** LIMIT: each is looked at with every flush. */
const MOST_BUDGETS = 100;

export interface PutBudget {
  /** Null for a new one. */
  readonly id: string | null;
  readonly budget: NewBudget;
}

/** `finops.not_found` to change one that is not there; `request.invalid` for another currency than prices have. */
export function putBudget(tx: Tx, { id: given, budget: said }: PutBudget): Result<Change> {
  const { db, nowMs, random, state } = tx;
  const { budgets } = openBudgets(db, nowMs);
  const known = budgets.find(({ id }) => id === given);
  if (given !== null && known === undefined) return failed(fault("finops.not_found"));
  if (given === null && budgets.length >= MOST_BUDGETS)
    return failed(fault("request.invalid", `there are ${MOST_BUDGETS} budgets already`));
  const { document: books } = loadSetting(db, "price_books");
  const currency = currencyOn(books, utcDay(nowMs));
  if (said.measure.kind === "amount" && said.measure.currency !== currency) {
    const message = `prices are in ${currency} now`;
    return failed(
      fault("request.invalid", "a currency without prices", [{ pointer: "/measure/currency", message }]),
    );
  }
  const undeclared = undeclaredTag(said, loadSetting(db, "attribution").document.tags);
  if (undeclared !== null) return failed(undeclared);
  const budget = completeBudget(said);
  const id = known?.id ?? newId("budget", nowMs, random);
  const version = (known?.version ?? 0) + 1;
  saveBudget(db, { id, version, budget });
  const running = periodOf(budget, nowMs);
  const spent = countSpent(db, { budget, running, books });
  const { told = [], bound = [], graceUntilMs = 0 } = keptOf(known, budget, valueOf(budget, spent, books));
  const held = Object.fromEntries(state.shards.map((shard) => [shard, null]));
  saveUse(db, id, { ...NO_USE, period: running.name, spent, held, told, bound, graceUntilMs });
  const change: Change = {
    reply: { id, version },
    resource: `budget:${id}`,
    detail: { before: (known?.budget ?? null) as Json, after: budget as unknown as Json },
    raisesEpoch: true,
    effects: [],
  };
  return ok(withJudgement(tx, change));
}

/** Usage is told by declared tags only: of another the budget would count nothing. */
function undeclaredTag({ scope }: NewBudget, declared: readonly string[]): Fault | null {
  if (scope.kind !== "tag" || declared.includes(scope.tag)) return null;
  const message = "usage is not divided by it: declare it first (`PUT /v1/usage/attribution`)";
  return fault("request.invalid", "the budget would count nothing", [{ pointer: "/scope/tag", message }]);
}

const countedBy = ({ measure, scope, covers, period }: Budget): string =>
  JSON.stringify([measure, scope, covers, period]);

/** What another limit, scope or period does not reach may be told again; nothing else is told twice in a period. */
function keptOf(known: StoredBudget | undefined, budget: Budget, value: Money): Partial<StoredBudget["use"]> {
  if (known === undefined) return {};
  const { told, bound, graceUntilMs } = known.use;
  if (countedBy(known.budget) === countedBy(budget)) return { told, bound, graceUntilMs };
  const reached = reachedBy(budget, value).map(({ percent }) => percent);
  return { told: told.filter((percent) => reached.includes(percent)), bound, graceUntilMs };
}

export interface DeleteBudget {
  readonly id: string;
}

export function deleteBudget({ db, nowMs }: Tx, { id }: DeleteBudget): Result<Change> {
  const known = openBudgets(db, nowMs).budgets.find((stored) => stored.id === id);
  if (known === undefined) return failed(fault("finops.not_found"));
  removeBudget(db, id);
  return ok({
    reply: null,
    resource: `budget:${id}`,
    detail: { before: known.budget, after: null },
    raisesEpoch: true,
    effects: [],
  });
}

export interface GiveGrace {
  readonly id: string;
  readonly minutes: number;
  readonly reason: string;
}

/** A used-up budget goes on for a while, by an operator's word: everything that it would stop, without a lease. */
export function giveGrace(tx: Tx, { id, minutes, reason }: GiveGrace): Result<Change> {
  const { db, nowMs, state } = tx;
  const known = openBudgets(db, nowMs).budgets.find((stored) => stored.id === id);
  if (known === undefined) return failed(fault("finops.not_found"));
  const graceUntilMs = nowMs + Math.min(minutes * 60_000, MOST_GRACE_MS);
  const held = Object.fromEntries(state.shards.map((shard) => [shard, null]));
  saveBudget(db, { id, version: known.version + 1, budget: known.budget });
  saveUse(db, id, { ...known.use, held, graceUntilMs });
  const until = new Date(graceUntilMs).toISOString();
  const change: Change = {
    reply: { id, grace_until: until },
    resource: `budget:${id}`,
    detail: { grace_until: until, reason },
    raisesEpoch: true,
    effects: [],
    later: [{ name: "budgets", atMs: graceUntilMs }],
  };
  return ok(withJudgement(tx, change));
}
