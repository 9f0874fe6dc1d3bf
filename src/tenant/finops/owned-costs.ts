// All costs of a tenant in a range of days, with whom they belong to: its own usage by its price books, and imported bills.

import { openExchange, priceUsage, type DailyCost, type PricedLine } from "../../finops/index.ts";
import { readDaily } from "../../finops/store/bills.ts";
import { loadSetting } from "../../finops/store/settings.ts";
import { formatMoney, moneyOf, type Money } from "../../kernel/money.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { DAY_MS, HOUR_MS } from "../../kernel/time.ts";
import { daysOf } from "./days-of-usage.ts";
import { readUsageNow, type UsageRim } from "./read-usage.ts";

export interface DayRange {
  /** UTC days, both included. */
  readonly from: string;
  readonly to: string;
}

/** All in one currency. */
export interface OwnedCosts {
  readonly own: readonly PricedLine[];
  readonly imported: readonly DailyCost[];
  /** What months cost beyond their usage, because less was used than was committed: as of now for one that is running. */
  readonly unused: readonly { readonly month: string; readonly name: string; readonly cost: Money }[];
  /** Currencies of costs that are left out, because no rate is known on their day. */
  readonly leftOut: readonly string[];
}

const HOURS_OF_DAY = DAY_MS / HOUR_MS;

/** Months are read from their first day on: tiers and free units are of a month. */
export async function readOwnedCosts(
  rim: UsageRim,
  { from, to }: DayRange,
  currency: string,
): Promise<Result<OwnedCosts>> {
  const fromHour = Date.parse(`${from.slice(0, 7)}-01`) / HOUR_MS;
  const toHour = Date.parse(to) / HOUR_MS + HOURS_OF_DAY;
  const hours = await readUsageNow(rim, { fromHour, toHour });
  if (!hours.ok) return hours;
  const { db } = rim.store;
  const { document: books } = loadSetting(db, "price_books");
  const { lines, commitments } = priceUsage(daysOf(hours.value), books);
  const convert = openExchange(loadSetting(db, "exchange_rates").document, currency);
  const leftOut = new Set<string>();
  const inCurrency = (amount: Money, cost: { readonly currency: string; readonly day: string }) => {
    const converted = convert(amount, cost.currency, cost.day);
    if (converted === null) leftOut.add(cost.currency);
    return converted;
  };
  const own = lines.flatMap((line) => {
    const cost = line.day >= from ? inCurrency(line.cost, line) : null;
    return cost === null ? [] : [{ ...line, currency, cost }];
  });
  const imported = readDaily(db, from, to).flatMap((daily) => {
    if (daily.currency === currency) return [daily];
    const effective = inCurrency(moneyOf(daily.effective), daily);
    return effective === null ? [] : [{ ...daily, currency, effective: formatMoney(effective) }];
  });
  const unused = commitments.flatMap(({ month, name, ...committed }) => {
    const cost = inCurrency(committed.unused, { currency: committed.currency, day: `${month}-01` });
    return cost === null || cost === 0n ? [] : [{ month, name, cost }];
  });
  return ok({ own, imported, unused, leftOut: [...leftOut].sort() });
}
