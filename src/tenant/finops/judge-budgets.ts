// What budgets have come to, judged in a commit: thresholds are told once a period, and one that binds raises the epoch, so
// that no decision of before it takes effect any more.

import { isBlocking, tellBudget, tellValue, type Budget, type Threshold } from "../../finops/index.ts";
import { saveUse, type BudgetUse, type StoredBudget } from "../../finops/store/budgets.ts";
import { newEvent, type NewEvent } from "../../webhooks/index.ts";
import { ok, type Result } from "../../kernel/result.ts";
import type { Change, Tx } from "../commit.ts";
import { adminAddresses } from "../mail/admin-addresses.ts";
import { writeMail } from "../mail/write-mail.ts";
import type { DueLater } from "../due-work.ts";
import type { Effect } from "../outbox.ts";
import { bindingOf, newlyReached, openBudgets, spentValue } from "./budget-book.ts";
import type { ReachedValue } from "./budget-desk.ts";

export interface JudgeBudgets {
  /** What is known beyond what is counted. */
  readonly reached: readonly ReachedValue[];
}

type Judgement = Required<Pick<Change, "raisesEpoch" | "effects" | "events">> & {
  readonly told: readonly { readonly id: string; readonly percent: number }[];
  readonly untilMs: number | null;
};

/** By what is counted, or the greater value that is known of it. */
function judge(tx: Tx, reached: readonly ReachedValue[]): Judgement {
  const open = openBudgets(tx.db, tx.nowMs);
  const judgements = open.budgets.map((stored) => {
    const known = reached.find(({ id, period }) => id === stored.id && period === stored.use.period);
    const counted = spentValue(stored, open.books, []);
    const value = known !== undefined && BigInt(known.value) > counted ? BigInt(known.value) : counted;
    return judgeOne(tx, stored, value);
  });
  const untils = judgements.flatMap(({ untilMs }) => untilMs ?? []);
  return {
    raisesEpoch: judgements.some(({ raisesEpoch }) => raisesEpoch),
    effects: judgements.flatMap(({ effects }) => effects),
    events: judgements.flatMap(({ events }) => events),
    told: judgements.flatMap(({ told }) => told),
    untilMs: untils.length === 0 ? null : Math.min(...untils),
  };
}

function judgeOne(tx: Tx, stored: StoredBudget, value: bigint): Judgement {
  const { id, budget, use, running } = stored;
  const fresh = newlyReached(stored, value);
  const reached: BudgetUse = { ...use, told: [...use.told, ...fresh.map(({ percent }) => percent)] };
  const binding = bindingOf({ ...stored, use: reached }, tx.nowMs);
  const bound = binding.map(({ percent }) => percent);
  const isChanged = bound.join() !== use.bound.join();
  if (fresh.length > 0 || isChanged) saveUse(tx.db, id, { ...reached, bound });
  const about = { id, budget, value, period: running.name };
  const wasBlocked = budget.thresholds.some((one) => isBlocking(one) && use.bound.includes(one.percent));
  const isResumed = wasBlocked && !binding.some((threshold) => isBlocking(threshold));
  return {
    raisesEpoch: isChanged,
    effects: fresh.flatMap((threshold) => mailOf(tx, about, threshold)),
    events: [
      ...fresh.flatMap((threshold) => eventsOf(about, threshold)),
      ...(isResumed ? resumedOf(about) : []),
    ],
    told: fresh.map(({ percent }) => ({ id, percent })),
    untilMs: bound.length > 0 ? running.untilMs : null,
  };
}

function resumedOf({ id, budget, value, period }: About): NewEvent[] {
  return [newEvent("budget.resumed", { ...tellBudget(id, budget, value), period }, id)];
}

interface About {
  readonly id: string;
  readonly budget: Budget;
  readonly value: bigint;
  readonly period: string;
}

function eventsOf({ id, budget, value, period }: About, threshold: Threshold): NewEvent[] {
  const { percent, severity, actions } = threshold;
  const told = tellBudget(id, budget, value);
  const isTold = actions.includes("event") || actions.includes("webhook");
  const reached = newEvent(
    "budget.threshold_reached",
    { ...told, threshold_percent: percent, severity, period },
    id,
  );
  const stopped = newEvent("budget.stopped", { ...told, period }, id);
  return [...(isTold ? [reached] : []), ...(isBlocking(threshold) ? [stopped] : [])];
}

function mailOf({ db, nowMs }: Tx, { budget, value, period }: About, threshold: Threshold): Effect[] {
  if (!threshold.actions.includes("email")) return [];
  const to = budget.recipients.length > 0 ? budget.recipients : adminAddresses(db, nowMs);
  const { percent, severity } = threshold;
  const subject = `${severity}: budget ${budget.name} has reached ${percent} %`;
  const stop = isBlocking(threshold) ? "\nWhat it covers is stopped until the budget is raised." : "";
  const text = `In ${period} ${tellValue(budget, value)} were used, ${percent} % or more of the budget "${budget.name}".${stop}\n`;
  return writeMail(db, { to, subject, text }, nowMs);
}

/** A change that has counted usage, with what follows from it. */
export function withJudgement(tx: Tx, change: Change): Change {
  const { raisesEpoch, effects, events, untilMs } = judge(tx, []);
  return {
    ...change,
    raisesEpoch: change.raisesEpoch || raisesEpoch,
    effects: [...change.effects, ...effects],
    events: [...(change.events ?? []), ...events],
    // What binds is looked at again when the period ends.
    later: [...(change.later ?? []), ...laterOf(untilMs)],
  };
}

/** What was found while nothing was committed: by leases, by queries that ended, by the alarm. */
export function judgeBudgets(tx: Tx, { reached }: JudgeBudgets): Result<Change> {
  const judged = judge(tx, reached);
  const { raisesEpoch, effects, events, untilMs, told } = judged;
  return ok({
    reply: null,
    resource: "budgets:self",
    detail: { told: told.map((one) => ({ ...one })) },
    raisesEpoch,
    effects,
    events,
    later: laterOf(untilMs),
  });
}

const laterOf = (untilMs: number | null): DueLater[] =>
  untilMs === null ? [] : [{ name: "budgets", atMs: untilMs }];
