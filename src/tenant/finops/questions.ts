// What may be asked of a tenant's finances, by name. The answers need the shards, so they take a while; each is fenced and
// leaves an audit entry like any other query.

import {
  groupUsage,
  priceUsage,
  summariseCosts,
  type CostsAsked,
  type UsageAsked,
} from "../../finops/index.ts";
import { loadSetting } from "../../finops/store/settings.ts";
import type { UsageRange } from "../../finops/store/usage.ts";
import type { Json } from "../../kernel/canonical-json.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { HOUR_MS, utcDay } from "../../kernel/time.ts";
import { openBudgets } from "./budget-book.ts";
import { chargeMonth } from "./charge-month.ts";
import { daysOf } from "./days-of-usage.ts";
import { findAnomalies, type AnomaliesAsked } from "./find-anomalies.ts";
import { forecastNow, readAccuracy, type ForecastAsked } from "./make-forecasts.ts";
import { readUncounted, readUsageNow } from "./read-usage.ts";
import { findTwins, recommend, type AdviceAsked, type AdviceRim } from "./recommend.ts";
import { viewBudget } from "./view-budget.ts";

/** What each takes. */
export interface FinopsInputs {
  "usage.read": UsageRange & UsageAsked;
  "costs.read": UsageRange & CostsAsked;
  /** Null for all of them. */
  "budgets.read": { readonly id: string | null };
  "forecast.read": ForecastAsked;
  "forecast.accuracy": { readonly scope: string };
  "chargeback.read": { readonly period: string };
  "anomalies.find": AnomaliesAsked;
  "recommendations.twins": Readonly<Record<string, never>>;
  "recommendations.list": AdviceAsked;
}

export type FinopsQuestion = keyof FinopsInputs;

type Answer<N extends FinopsQuestion> = (rim: AdviceRim, input: FinopsInputs[N]) => Promise<Result<Json>>;

/** LIMIT: lines of an answer, which crosses an RPC of 32 MiB. */
const MOST_LINES = 20_000;

function bounded(lines: readonly unknown[]): Result<Json> {
  if (lines.length <= MOST_LINES) return ok(lines as unknown as Json);
  const detail = `${lines.length} lines, of at most ${MOST_LINES}: ask for a shorter time or fewer groups`;
  return failed(fault("query.result_too_large", detail));
}

const answerUsage: Answer<"usage.read"> = async (rim, asked) => {
  const hours = await readUsageNow(rim, asked);
  return hours.ok ? bounded(groupUsage(hours.value, asked)) : hours;
};

/** Tiers and free units are of a month: it is read from its first day on. */
const answerCosts: Answer<"costs.read"> = async (rim, asked) => {
  const hours = await readUsageNow(rim, { ...asked, fromHour: monthStart(asked.fromHour) });
  if (!hours.ok) return hours;
  const { document: books } = loadSetting(rim.store.db, "price_books");
  const [from, to] = [utcDay(asked.fromHour * HOUR_MS), utcDay(asked.toHour * HOUR_MS - 1)];
  const summary = summariseCosts(priceUsage(daysOf(hours.value), books), { ...asked, from, to });
  const lines = bounded(summary.lines);
  return lines.ok ? ok(summary as unknown as Json) : lines;
};

function monthStart(hour: number): number {
  const at = new Date(hour * HOUR_MS);
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth()) / HOUR_MS;
}

const answerBudgets: Answer<"budgets.read"> = async (rim, { id }) => {
  const nowMs = rim.store.clock();
  const open = openBudgets(rim.store.db, nowMs);
  const asked = open.budgets.filter((stored) => id === null || stored.id === id);
  if (id !== null && asked.length === 0) return failed(fault("finops.not_found"));
  const uncounted = await readUncounted(rim);
  if (!uncounted.ok) return uncounted;
  // What was read first may have moved on while shards were asked.
  const now = openBudgets(rim.store.db, nowMs);
  const told = now.budgets
    .filter((stored) => asked.some((one) => one.id === stored.id))
    .map((stored) => viewBudget(stored, { open: now, uncounted: uncounted.value, nowMs }));
  return ok((id === null ? told : (told[0] ?? null)) as unknown as Json);
};

const QUESTIONS: { readonly [N in FinopsQuestion]: Answer<N> } = {
  "usage.read": answerUsage,
  "costs.read": answerCosts,
  "budgets.read": answerBudgets,
  "forecast.read": forecastNow,
  "forecast.accuracy": (rim, { scope }) => readAccuracy(rim, scope),
  "chargeback.read": chargeMonth,
  "anomalies.find": findAnomalies,
  "recommendations.twins": findTwins,
  "recommendations.list": recommend,
};

export function answerFinops<N extends FinopsQuestion>(
  rim: AdviceRim,
  asked: { readonly name: N; readonly input: FinopsInputs[N] },
): Promise<Result<Json>> {
  return QUESTIONS[asked.name](rim, asked.input);
}
