// What a budget's period has come to: quantities by month and price book, and what they cost. A budget of money reckons the
// quantities of its scope as a tenant's own, tier by tier, month by month; a part of the tenant has no free units.
// INVARIANT: more usage never costs less, and no more than the usage by `highest` prices: leases are reckoned with these.

import { HOUR_MS, utcDay } from "../../kernel/time.ts";
import { moneyOf, type Money } from "../../kernel/money.ts";
import { METER_NAMES, type Meter } from "../meters/registry.ts";
import { addQuantities, type Quantities } from "../meters/usage-line.ts";
import { highestPrice, monthCost } from "../rates/month-cost.ts";
import { bookOn, type PriceBook, type PriceBooks } from "../rates/price-book.ts";
import type { Budget } from "./budget.ts";

/** Of one month under one book. */
export interface SpentPart {
  readonly month: string;
  /** The first day of the book; empty without one. */
  readonly book: string;
  readonly quantities: Quantities;
  /** What imported bills come to in the month, in the budget's currency; an exact decimal. */
  readonly imported?: string;
}

export function addToSpent(
  spent: readonly SpentPart[],
  { hour, quantities }: { readonly hour: number; readonly quantities: Quantities },
  books: PriceBooks,
): readonly SpentPart[] {
  const day = utcDay(hour * HOUR_MS);
  const [month, book] = [day.slice(0, 7), bookOn(books, day)?.effective_from ?? ""];
  const at = spent.findIndex((part) => part.month === month && part.book === book);
  const known = spent[at];
  if (known !== undefined)
    return spent.with(at, { ...known, quantities: addQuantities(known.quantities, quantities) });
  const added = [...spent, { month, book, quantities }];
  return added.sort((one, other) => (one.month + one.book < other.month + other.book ? -1 : 1));
}

/** In the measure's parts. */
export function valueOf(budget: Budget, spent: readonly SpentPart[], books: PriceBooks): Money {
  const { measure } = budget;
  if (measure.kind === "quantity") {
    const sum = spent.reduce((added, { quantities }) => added + (quantities[measure.meter] ?? 0), 0);
    return BigInt(sum);
  }
  const imported = spent.reduce((sum, part) => sum + moneyOf(part.imported ?? "0"), 0n);
  return costOfParts(spent, booksOf(budget, books)) + imported;
}

/** Each month by its tiers, each part by its book. */
export function costOfParts(spent: readonly SpentPart[], books: PriceBooks): Money {
  let value = 0n;
  for (const [, parts] of Map.groupBy(spent, ({ month }) => month))
    for (const meter of METER_NAMES) value += monthValue(meter, parts, books);
  return value;
}

function monthValue(meter: Meter, parts: readonly SpentPart[], { books }: PriceBooks): Money {
  let [before, value] = [0, 0n];
  for (const { book: from, quantities } of parts) {
    const quantity = quantities[meter] ?? 0;
    if (quantity === 0) continue;
    const book = books.find(({ effective_from: first }) => first === from) ?? null;
    value += monthCost(book, meter, before + quantity) - monthCost(book, meter, before);
    before += quantity;
  }
  return value;
}

/** Free units are the tenant's: a part of it has none. */
function booksOf({ scope }: Budget, { books }: PriceBooks): PriceBooks {
  if (scope.kind === "tenant" || scope.kind === "meter") return { books };
  const withoutFree = (book: PriceBook): PriceBook => ({
    ...book,
    rates: book.rates.map((rate) => ({ ...rate, free: 0 })),
  });
  return { books: books.map(withoutFree) };
}

export type Weights = Readonly<Partial<Record<Meter, Money>>>;

/** The most that a part of each meter may come to in the measure from now on. */
export function weightsOf(budget: Budget, books: PriceBooks, nowMs: number): Weights {
  const { measure, covers } = budget;
  if (covers === "bills") return {};
  if (measure.kind === "quantity") return { [measure.meter]: 1n };
  const book = bookOn(books, utcDay(nowMs));
  const weights = METER_NAMES.map((meter) => [meter, highestPrice(book, meter)] as const);
  return Object.fromEntries(weights.filter(([, weight]) => weight > 0n));
}

export function weigh(quantities: Quantities, weights: Weights): Money {
  let sum = 0n;
  for (const meter of METER_NAMES) {
    const [quantity, weight] = [quantities[meter], weights[meter]];
    if (quantity !== undefined && weight !== undefined && quantity > 0) sum += BigInt(quantity) * weight;
  }
  return sum;
}
