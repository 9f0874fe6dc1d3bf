// Exchange rates that a tenant sets: what an amount of one currency is in another, from a day on until the next rate of the
// pair. Nothing is guessed: no rate is turned round, and none is made of two others.

import { z } from "zod";
import { divideRounded, isCurrency, moneyOf, ONE, parseMoney, type Money } from "../../kernel/money.ts";

const currencySchema = z.string().refine(isCurrency, "three capital letters (ISO 4217)");

const rateSchema = z.strictObject({
  from: currencySchema,
  to: currencySchema,
  /** The first day, UTC. */
  effective_from: z.iso.date(),
  /** So many of `to` for one of `from`. */
  rate: z
    .string()
    .refine((text) => {
      const parsed = parseMoney(text);
      return parsed.ok && parsed.value > 0n;
    }, "a decimal number above zero, of at most 12 places")
    .meta({ example: "1.0842" }),
});

type ExchangeRate = z.infer<typeof rateSchema>;

const nameOf = ({ from, to, effective_from: day }: ExchangeRate): string => `${from} ${to} ${day}`;

/** LIMIT: two years of a pair by the day, or many pairs by the month. */
const MOST_RATES = 1_000;

export const exchangeRatesSchema = z.strictObject({
  rates: z
    .array(rateSchema)
    .max(MOST_RATES)
    .refine((rates) => rates.every(({ from, to }) => from !== to), "two currencies")
    .refine(
      (rates) => new Set(rates.map(nameOf)).size === rates.length,
      "of a pair and day there is one rate",
    ),
});

export type ExchangeRates = z.infer<typeof exchangeRatesSchema>;

export const NO_RATES: ExchangeRates = { rates: [] };

/** Rounded to 10^-12; null where no rate of that day is known. */
type Convert = (amount: Money, from: string, day: string) => Money | null;

/** Into one currency. An amount in it already is what it is. */
export function openExchange({ rates }: ExchangeRates, to: string): Convert {
  const byCurrency = Map.groupBy(
    rates
      .filter((rate) => rate.to === to)
      .sort((one, other) => (one.effective_from < other.effective_from ? 1 : -1)),
    ({ from }) => from,
  );
  return (amount, from, day) => {
    if (from === to) return amount;
    const found = byCurrency.get(from)?.find(({ effective_from: first }) => first <= day);
    return found === undefined ? null : divideRounded(amount * moneyOf(found.rate), ONE);
  };
}
