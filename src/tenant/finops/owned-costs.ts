// All costs of a tenant in a range of days, with whom they belong to: its own usage by its price books, and imported bills.

import { priceUsage, type DailyCost, type PricedLine } from "../../finops/index.ts";
import { readDaily } from "../../finops/store/bills.ts";
import { loadSetting } from "../../finops/store/settings.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { DAY_MS, HOUR_MS } from "../../kernel/time.ts";
import { daysOf } from "./days-of-usage.ts";
import { readUsageNow, type UsageRim } from "./read-usage.ts";

export interface DayRange {
  /** UTC days, both included. */
  readonly from: string;
  readonly to: string;
}

export interface OwnedCosts {
  readonly own: readonly PricedLine[];
  readonly imported: readonly DailyCost[];
}

const HOURS_OF_DAY = DAY_MS / HOUR_MS;

/** Months are read from their first day on: tiers and free units are of a month. */
export async function readOwnedCosts(rim: UsageRim, { from, to }: DayRange): Promise<Result<OwnedCosts>> {
  const fromHour = Date.parse(`${from.slice(0, 7)}-01`) / HOUR_MS;
  const toHour = Date.parse(to) / HOUR_MS + HOURS_OF_DAY;
  const hours = await readUsageNow(rim, { fromHour, toHour });
  if (!hours.ok) return hours;
  const { document: books } = loadSetting(rim.store.db, "price_books");
  const { lines } = priceUsage(daysOf(hours.value), books);
  return ok({ own: lines.filter(({ day }) => day >= from), imported: readDaily(rim.store.db, from, to) });
}
