// What commitments add to a month: the amount that was promised, less what the usage that they cover cost.
// INVARIANT: a commitment holds on the days of its books, and of its amount the month has the share of these days; the same name,
// meter and currency in the book that follows is the same commitment, so used and unused of it are of the whole month.

import { divideRounded, moneyOf, type Money } from "../../kernel/money.ts";
import { DAY_MS } from "../../kernel/time.ts";
import { parseMonth, type Month } from "../chargeback/period.ts";
import type { Meter } from "../meters/registry.ts";
import { bookStretches, type BookStretch } from "./book-stretches.ts";
import { covers } from "./month-cost.ts";
import type { Commitment, PriceBooks } from "./price-book.ts";

export interface CommittedMonth {
  /** `2026-11`. */
  readonly month: string;
  readonly name: string;
  readonly currency: string;
  readonly amount: Money;
  readonly used: Money;
  /** What the month costs beyond its usage, because less was used than was committed. */
  readonly unused: Money;
}

interface Spent {
  readonly day: string;
  readonly meter: Meter;
  readonly cost: Money;
}

/** Of the months that have usage. */
export function committedMonths(lines: readonly Spent[], books: PriceBooks): CommittedMonth[] {
  const months = Map.groupBy(lines, ({ day }) => day.slice(0, 7));
  return [...months].flatMap(([name, spent]) => {
    const month = parseMonth(name);
    return month === null ? [] : ofMonth(month, spent, books);
  });
}

interface Held {
  readonly commitment: Commitment;
  readonly currency: string;
  readonly stretch: BookStretch;
}

function ofMonth(month: Month, spent: readonly Spent[], books: PriceBooks): CommittedMonth[] {
  const held = bookStretches(books, month).flatMap((stretch) =>
    (stretch.book?.commitments ?? []).map((commitment): Held => {
      return { commitment, currency: stretch.book?.currency ?? "", stretch };
    }),
  );
  const same = ({ commitment: { name, meter }, currency }: Held): string =>
    JSON.stringify([name, meter, currency]);
  return [...Map.groupBy(held, same).values()].flatMap((parts) => {
    const [first] = parts;
    if (first === undefined) return [];
    const amount = sum([...Map.groupBy(parts, amountOf)].map(([whole, some]) => share(whole, some, month)));
    const used = sum(parts.flatMap((part) => spent.filter((one) => isCovered(part, one)).map(costOf)));
    const unused = amount > used ? amount - used : 0n;
    return [
      { month: month.name, name: first.commitment.name, currency: first.currency, amount, used, unused },
    ];
  });
}

const amountOf = ({ commitment }: Held): string => commitment.amount;
const costOf = ({ cost }: Spent): Money => cost;
const sum = (amounts: readonly Money[]): Money => amounts.reduce((total, one) => total + one, 0n);

function isCovered({ commitment, stretch: { from, to } }: Held, { day, meter }: Spent): boolean {
  return from <= day && day < to && covers(commitment, meter);
}

/** By days; of the whole month it is the whole amount, however often its book was replaced. */
function share(amount: string, held: readonly Held[], { start, end }: Month): Money {
  const days = held.reduce((total, { stretch }) => total + daysIn(stretch.from, stretch.to), 0);
  return divideRounded(moneyOf(amount) * BigInt(days), BigInt(daysIn(start, end)));
}

const daysIn = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY_MS;
