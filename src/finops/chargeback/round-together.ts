// Exact amounts as whole numbers of a currency's smallest unit, rounded so that the parts add up to their rounded sum: each
// its floor, what is left one by one to the largest remainders, the first of equals first.
// INVARIANT: the parts add up, and none is a whole unit away from its exact amount.

import { divideRounded, ONE, type Money } from "../../kernel/money.ts";

/** What a smallest unit is worth: 10^-places of the currency's unit. */
export function smallestUnit(places: number): Money {
  return ONE / 10n ** BigInt(places);
}

function floorDivide(amount: bigint, by: bigint): bigint {
  const whole = amount / by;
  return amount < 0n && whole * by !== amount ? whole - 1n : whole;
}

export function roundTogether(amounts: readonly Money[], unit: Money): bigint[] {
  if (amounts.length === 1) return amounts.map((amount) => divideRounded(amount, unit));
  const parts = amounts.map((amount) => floorDivide(amount, unit));
  const exact = amounts.reduce((sum, amount) => sum + amount, 0n);
  const missing = Number(divideRounded(exact, unit) - parts.reduce((sum, part) => sum + part, 0n));
  if (missing === 0) return parts;
  const rests = amounts.map((amount, at) => ({ at, rest: amount - (parts[at] ?? 0n) * unit }));
  rests.sort((one, other) => (other.rest > one.rest ? 1 : other.rest < one.rest ? -1 : one.at - other.at));
  for (const { at } of rests.slice(0, missing)) parts[at] = (parts[at] ?? 0n) + 1n;
  return parts;
}
