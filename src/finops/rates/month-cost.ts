// What a quantity of one meter costs in one month: free units first, then tier by tier, less a commitment's discount.
// INVARIANT: exact until the last step, which rounds the whole month to 10^-12; the cost of a part of the month is the
// difference of two of these, so parts add up to the month whatever they are.

import { divideRounded, moneyOf, ONE, type Money } from "../../kernel/money.ts";
import { METERS, type Meter } from "../meters/registry.ts";
import type { Commitment, PriceBook, Rate } from "./price-book.ts";

const HUNDRED = 100n * ONE;

const rateOf = ({ rates }: PriceBook, meter: Meter): Rate | null =>
  rates.find((rate) => rate.meter === meter) ?? null;

export const covers = ({ meter: covered }: Commitment, meter: Meter): boolean =>
  covered === null || covered === meter;

/** What is left of a price after the discounts of all commitments that cover it, of a hundred (times 10^12). */
function leftOfPrice({ commitments }: PriceBook, meter: Meter): bigint {
  return commitments
    .filter((commitment) => covers(commitment, meter))
    .reduce((left, { discount_percent: off }) => (left * (HUNDRED - moneyOf(off))) / HUNDRED, HUNDRED);
}

/** `quantity` in the meter's smallest parts, from the first of the month on. Below zero it costs nothing. */
export function monthCost(book: PriceBook | null, meter: Meter, quantity: number): Money {
  const rate = book === null ? null : rateOf(book, meter);
  if (book === null || rate === null || quantity <= 0) return 0n;
  const parts = BigInt(METERS[meter].parts);
  const charged = BigInt(quantity) - BigInt(rate.free) * parts;
  if (charged <= 0n) return 0n;
  return divideRounded(tiered(rate, charged, parts) * leftOfPrice(book, meter), parts * HUNDRED);
}

/** In 10^-12 of the currency, times `parts`. */
function tiered({ tiers }: Rate, charged: bigint, parts: bigint): bigint {
  let [cost, from] = [0n, 0n];
  for (const { up_to: upTo, price } of tiers) {
    const end = upTo === null ? charged : BigInt(upTo) * parts;
    const within = (charged < end ? charged : end) - from;
    if (within <= 0n) break;
    cost += within * moneyOf(price);
    from = end;
  }
  return cost;
}

/** The highest price that a part of the meter may still have in a month, rounded up: what leases are reckoned with. */
export function highestPrice(book: PriceBook | null, meter: Meter): Money {
  const rate = book === null ? null : rateOf(book, meter);
  if (book === null || rate === null) return 0n;
  const highest = rate.tiers
    .map(({ price }) => moneyOf(price))
    .reduce((max, one) => (one > max ? one : max), 0n);
  const scaled = highest * leftOfPrice(book, meter);
  const by = BigInt(METERS[meter].parts) * HUNDRED;
  return (scaled + by - 1n) / by;
}
