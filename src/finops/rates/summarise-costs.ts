// Costs as they are told: by interval, meter and group, with what commitments add, and their sum by currency.
// INVARIANT: the lines add up to the sum: nothing is rounded on the way.

import { formatMoney, type Money } from "../../kernel/money.ts";
import { groupValue, type GroupName, type Interval } from "../meters/group-usage.ts";
import { METERS, unitsOf, type Meter } from "../meters/registry.ts";
import type { PricedUsage } from "./price-usage.ts";

export interface CostsAsked {
  readonly interval: Exclude<Interval, "hour">;
  readonly groupBy: readonly GroupName[];
  readonly meter: Meter | null;
}

/** Days, both included. */
export interface CostsRange {
  readonly from: string;
  readonly to: string;
}

export interface CostLine {
  readonly start: string;
  readonly meter: Meter;
  readonly unit: string;
  readonly quantity: number;
  readonly cost: string;
  readonly currency: string;
  readonly group: Readonly<Record<string, string>>;
}

export interface CostSummary {
  readonly lines: readonly CostLine[];
  readonly commitments: readonly {
    readonly month: string;
    readonly name: string;
    readonly currency: string;
    readonly amount: string;
    readonly used: string;
    readonly unused: string;
  }[];
  /** By currency; of usage, without what commitments add. */
  readonly total: Readonly<Record<string, string>>;
}

const CHARS = { day: 10, month: 7 } as const;

export function summariseCosts(priced: PricedUsage, asked: CostsAsked & CostsRange): CostSummary {
  const sums = new Map<string, { row: Omit<CostLine, "quantity" | "cost">; parts: number; cost: Money }>();
  const totals = new Map<string, Money>();
  for (const { day, currency, meter, quantity, cost, of } of priced.lines) {
    const isAsked = day >= asked.from && day <= asked.to && (asked.meter === null || asked.meter === meter);
    if (!isAsked) continue;
    const group = Object.fromEntries(asked.groupBy.map((name) => [name, groupValue(of, name)]));
    const start = day.slice(0, CHARS[asked.interval]);
    const name = JSON.stringify([start, meter, currency, group]);
    const row = { start, meter, unit: METERS[meter].unit, currency, group };
    const known = sums.get(name) ?? { row, parts: 0, cost: 0n };
    sums.set(name, { row, parts: known.parts + quantity, cost: known.cost + cost });
    totals.set(currency, (totals.get(currency) ?? 0n) + cost);
  }
  const months = [asked.from.slice(0, CHARS.month), asked.to.slice(0, CHARS.month)] as const;
  return {
    lines: [...sums.values()].map(({ row, parts, cost }) => {
      return { ...row, quantity: unitsOf(row.meter, parts), cost: formatMoney(cost) };
    }),
    commitments: priced.commitments
      .filter(({ month }) => month >= months[0] && month <= months[1])
      .map(({ month, name, currency, amount, used, unused }) => {
        const told = { amount: formatMoney(amount), used: formatMoney(used), unused: formatMoney(unused) };
        return { month, name, currency, ...told };
      }),
    total: Object.fromEntries([...totals].map(([currency, sum]) => [currency, formatMoney(sum)])),
  };
}
