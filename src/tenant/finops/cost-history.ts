// What forecasts are made from: each day's costs, or a meter's quantity, with the dimensions that scopes name.

import { unitsOf, type DailyCost, type DayValue, type Meter, type PricedLine } from "../../finops/index.ts";
import { formatMoney } from "../../kernel/money.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { DAY_MS, HOUR_MS, utcDay } from "../../kernel/time.ts";
import { readOwnedCosts } from "./owned-costs.ts";
import type { UsageRim } from "./read-usage.ts";
import { readUsageNow } from "./read-usage.ts";

/** LIMIT: three years; a forecast knows what comes once a year from two. */
const HISTORY_DAYS = 3 * 365;

/** Statistics are estimates: here, and only here, an amount becomes a float. */
const near = (amount: bigint): number => Number(formatMoney(amount));

const tagged = (tags: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).map(([name, value]) => [`tag:${name}`, value]));

function ofUsage({ day, cost, meter, of }: PricedLine): DayValue {
  const { tags, ...labels } = of;
  return { day, value: near(cost), origin: "usage", of: { ...tagged(tags), ...labels, meter } };
}

function ofBill({ day, effective, provider, service, account, attribution }: DailyCost): DayValue {
  const { team, environment, department, service: owned } = attribution;
  const named = { provider, billed_service: service, account, team, environment, department, service: owned };
  return { day, value: Number(effective), origin: "imported", of: named };
}

export interface History {
  readonly values: readonly DayValue[];
  /** The last day that is over. */
  readonly until: string;
}

/** In one currency; what has no rate to it is left out. */
export async function readCostHistory(rim: UsageRim, currency: string): Promise<Result<History>> {
  const until = utcDay(rim.store.clock() - DAY_MS);
  const from = utcDay(Date.parse(until) - HISTORY_DAYS * DAY_MS);
  const costs = await readOwnedCosts(rim, { from, to: until }, currency);
  if (!costs.ok) return costs;
  const { own, imported } = costs.value;
  const values = [...own.map(ofUsage), ...imported.map(ofBill)];
  return ok({ values, until });
}

/** Of one meter, in its units. */
export async function readQuantityHistory(rim: UsageRim, meter: Meter): Promise<Result<History>> {
  const until = utcDay(rim.store.clock() - DAY_MS);
  const toHour = Date.parse(until) / HOUR_MS + DAY_MS / HOUR_MS;
  const hours = await readUsageNow(rim, { fromHour: toHour - (HISTORY_DAYS * DAY_MS) / HOUR_MS, toHour });
  if (!hours.ok) return hours;
  const values = hours.value.flatMap(({ hour, lines }) =>
    lines.map(({ tags, quantities, ...labels }): DayValue => {
      const value = unitsOf(meter, quantities[meter] ?? 0);
      return {
        day: utcDay(hour * HOUR_MS),
        value,
        origin: "usage",
        of: { ...tagged(tags), ...labels, meter },
      };
    }),
  );
  return ok({ values, until });
}
