// Days whose costs are strange, of the tenant's own usage and its imported bills together, in one currency.

import {
  billedUntil,
  detectAnomalies,
  toCostSeries,
  type Anomaly,
  type DailyCost,
  type OwnedCost,
  type PricedLine,
  type Sensitivity,
} from "../../finops/index.ts";
import type { Json } from "../../kernel/canonical-json.ts";
import { formatMoney } from "../../kernel/money.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { DAY_MS, utcDay } from "../../kernel/time.ts";
import { readOwnedCosts, type DayRange } from "./owned-costs.ts";
import type { UsageRim } from "./read-usage.ts";

export interface AnomaliesAsked extends DayRange {
  readonly currency: string;
  readonly sensitivity: Sensitivity;
}

/** Days before the range that expectations need: two months, and the weeks before them. */
const LOOK_BACK_DAYS = 130;

const dimensions = (named: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(named).filter((one): one is [string, string] => one[1] !== undefined && one[1] !== ""),
  );

/** Statistics are estimates: here, and only here, an amount becomes a float. */
const near = (text: string): number => Number(text);

function ofUsage({ day, cost, meter, of }: PricedLine): OwnedCost {
  const { service, team, environment, tags } = of;
  const amount = near(formatMoney(cost));
  return { day, amount, of: dimensions({ meter, service, team, environment, ...tags }) };
}

function ofBill({ day, effective, provider, service, account, attribution }: DailyCost): OwnedCost {
  const { team, environment, department, service: owned } = attribution;
  const named = { provider, billed_service: service, account, team, environment, department, service: owned };
  return { day, amount: near(effective), of: dimensions(named) };
}

const money = (amount: number): string => amount.toFixed(2);

function told({ contributors, actual, expected, impact, score, ...anomaly }: Anomaly): Json {
  return {
    ...anomaly,
    actual: money(actual),
    expected: money(expected),
    impact: money(impact),
    score: Number(score.toFixed(1)),
    contributors: contributors.map((one) => ({
      ...one,
      actual: money(one.actual),
      expected: money(one.expected),
      share: Number(one.share.toFixed(3)),
    })),
  };
}

interface Found {
  /** How many days were looked at. */
  readonly days: number;
  readonly anomalies: readonly Anomaly[];
}

/** Of days that are over and billed: half a day's cost would look like a drop. */
export async function anomaliesOf(rim: UsageRim, asked: AnomaliesAsked): Promise<Result<Found>> {
  const from = utcDay(Date.parse(asked.from) - LOOK_BACK_DAYS * DAY_MS);
  const yesterday = utcDay(rim.store.clock() - DAY_MS);
  const to = asked.to < yesterday ? asked.to : yesterday;
  const costs = await readOwnedCosts(rim, { from, to }, asked.currency);
  if (!costs.ok) return costs;
  const { own, imported } = costs.value;
  const until = billedUntil(imported, to);
  const all = [...own.map(ofUsage), ...imported.map(ofBill)].filter(({ day }) => day <= until);
  const series = toCostSeries(all);
  const anomalies = detectAnomalies(series, asked.sensitivity).filter((one) => one.to >= asked.from);
  return ok({ days: series.days.length, anomalies });
}

export async function findAnomalies(rim: UsageRim, asked: AnomaliesAsked): Promise<Result<Json>> {
  const found = await anomaliesOf(rim, asked);
  if (!found.ok) return found;
  const { days, anomalies } = found.value;
  return ok({ days, anomalies: anomalies.map(told) });
}
