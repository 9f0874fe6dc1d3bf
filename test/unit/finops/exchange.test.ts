// Exchange rates: what holds on a day, and that nothing is guessed.

import { expect, it } from "vitest";
import { exchangeRatesSchema, openExchange } from "../../../src/finops/index.ts";
import { formatMoney, moneyOf } from "../../../src/kernel/money.ts";

const rate = (from: string, to: string, effective_from: string, value: string) => {
  return { from, to, effective_from, rate: value };
};
const RATES = exchangeRatesSchema.parse({
  rates: [
    rate("EUR", "USD", "2026-10-15", "1.2"),
    rate("EUR", "USD", "2026-10-01", "1.1"),
    rate("USD", "JPY", "2026-01-01", "150"),
  ],
});

const inDollars = (amount: string, from: string, day: string): string | null => {
  const converted = openExchange(RATES, "USD")(moneyOf(amount), from, day);
  return converted === null ? null : formatMoney(converted);
};

it("a rate holds from its day until the next of its pair", () => {
  expect(inDollars("10", "EUR", "2026-10-01")).toBe("11");
  expect(inDollars("10", "EUR", "2026-10-14")).toBe("11");
  expect(inDollars("10", "EUR", "2026-10-15")).toBe("12");
  expect(inDollars("-10", "EUR", "2027-01-01")).toBe("-12");
});

it("an amount in the currency itself is what it is", () => {
  expect(inDollars("0.123456789012", "USD", "1990-01-01")).toBe("0.123456789012");
});

it("before the first rate, and of a pair that is not there, nothing is known: no rate is turned round", () => {
  expect(inDollars("10", "EUR", "2026-09-30")).toBeNull();
  expect(inDollars("10", "JPY", "2026-10-15")).toBeNull();
});

it.each([
  ["two rates of a day", [rate("EUR", "USD", "2026-10-01", "1"), rate("EUR", "USD", "2026-10-01", "2")]],
  ["a currency in itself", [rate("EUR", "EUR", "2026-10-01", "1")]],
  ["zero", [rate("EUR", "USD", "2026-10-01", "0")]],
  ["less than nothing", [rate("EUR", "USD", "2026-10-01", "-1")]],
  ["a day that there is not", [rate("EUR", "USD", "2026-02-30", "1")]],
])("%s is no table of rates", (_what, rates) => {
  expect(exchangeRatesSchema.safeParse({ rates }).success).toBe(false);
});
