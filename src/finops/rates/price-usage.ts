// Usage with its cost, day by day: the tenant's quantity of a month decides tiers and free units, and each day's cost is
// shared among the day's lines by quantity. INVARIANT: lines add up to their day, days to the month, to the last digit.

import { apportion, type Money } from "../../kernel/money.ts";
import { METER_NAMES, type Meter } from "../meters/registry.ts";
import type { Attributed, UsageLine } from "../meters/usage-line.ts";
import { committedMonths, type CommittedMonth } from "./committed-months.ts";
import { monthCost } from "./month-cost.ts";
import { bookOn, type PriceBook, type PriceBooks } from "./price-book.ts";

export interface DayOfUsage {
  /** `2026-11-23`, UTC. */
  readonly day: string;
  /** One for each attribution. */
  readonly lines: readonly UsageLine[];
}

export interface PricedLine {
  readonly day: string;
  readonly currency: string;
  readonly meter: Meter;
  readonly quantity: number;
  readonly cost: Money;
  readonly of: Attributed;
}

export interface PricedUsage {
  readonly lines: readonly PricedLine[];
  readonly commitments: readonly CommittedMonth[];
}

const monthOf = (day: string): string => day.slice(0, 7);

/** Days in their order; a month that does not begin on its first is priced as if nothing was used before. */
export function priceUsage(days: readonly DayOfUsage[], books: PriceBooks): PricedUsage {
  const lines: PricedLine[] = [];
  const soFar = new Map<Meter, number>();
  let month = "";
  for (const { day, lines: used } of days) {
    if (monthOf(day) !== month) soFar.clear();
    month = monthOf(day);
    const book = bookOn(books, day);
    for (const meter of METER_NAMES) lines.push(...priceMeter({ day, book, meter, used }, soFar));
  }
  return { lines, commitments: committedMonths(lines, books) };
}

interface MeterOfDay {
  readonly day: string;
  readonly book: PriceBook | null;
  readonly meter: Meter;
  readonly used: readonly UsageLine[];
}

function priceMeter({ day, book, meter, used }: MeterOfDay, soFar: Map<Meter, number>): PricedLine[] {
  const metered = used.filter(({ quantities }) => (quantities[meter] ?? 0) !== 0);
  if (metered.length === 0) return [];
  const quantities = metered.map((line) => line.quantities[meter] ?? 0);
  const before = soFar.get(meter) ?? 0;
  const after = before + quantities.reduce((sum, quantity) => sum + quantity, 0);
  soFar.set(meter, after);
  const cost = monthCost(book, meter, after) - monthCost(book, meter, before);
  // A correction may take away more than the day had: it has no share of what the others cost.
  const shares = apportion(
    cost,
    quantities.map((quantity) => BigInt(Math.max(0, quantity))),
  );
  const currency = book?.currency ?? "USD";
  return metered.map(({ quantities: _all, ...of }, at) => {
    return { day, currency, meter, quantity: quantities[at] ?? 0, cost: shares[at] ?? 0n, of };
  });
}
