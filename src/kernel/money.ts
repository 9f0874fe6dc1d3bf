// Exact decimals: amounts of money and prices as whole numbers of 10^-12 of a currency's unit, in a BigInt. Nothing here
// ever passes through a float. INVARIANT: what is divided adds up again to the unit (`apportion`, largest remainder).

import { fault } from "./fault.ts";
import { failed, ok, type Result } from "./result.ts";

/** 10^-12 of a currency's unit. Prices of 0.00003 and their products with any quantity have room below the point. */
export type Money = bigint;

const SCALE = 12;
export const ONE: Money = 10n ** BigInt(SCALE);
/** LIMIT: digits before the point; also what keeps a body's text from becoming a giant number. */
const MOST_DIGITS = 18;

const DECIMAL = new RegExp(`^(-?)(\\d{1,${MOST_DIGITS}})(?:\\.(\\d{1,${SCALE}}))?$`);

/** `12`, `-0.00003`: exactly what is written, or `request.invalid`. */
export function parseMoney(text: string): Result<Money> {
  const match = DECIMAL.exec(text);
  if (match === null)
    return failed(
      fault("request.invalid", `\`${text.slice(0, 40)}\` is no decimal number of at most 12 places`),
    );
  return ok(unitsOf(match));
}

/** As `formatMoney` writes: a sum has as many digits before the point as it takes. */
const WRITTEN = new RegExp(`^(-?)(\\d+)(?:\\.(\\d{1,${SCALE}}))?$`);

/** Of a text that was checked when it was stored, or that was worked out from such. */
export function moneyOf(text: string): Money {
  const match = WRITTEN.exec(text);
  if (match === null) throw new TypeError(`\`${text}\` is no decimal`);
  return unitsOf(match);
}

function unitsOf([, sign = "", whole = "0", places = ""]: RegExpExecArray): Money {
  const units = BigInt(whole) * ONE + BigInt(places.padEnd(SCALE, "0"));
  return sign === "-" ? -units : units;
}

/** The shortest text that parses to the same amount. */
export function formatMoney(amount: Money): string {
  const [sign, units] = amount < 0n ? ["-", -amount] : ["", amount];
  const places = String(units % ONE)
    .padStart(SCALE, "0")
    .replace(/0+$/, "");
  const whole = `${sign}${units / ONE}`;
  return places === "" ? whole : `${whole}.${places}`;
}

/** Rounded to so many places, halves to even (IEEE 754 and ISO 80000-1, rule B). */
export function roundMoney(amount: Money, places: number): Money {
  const step = 10n ** BigInt(SCALE - places);
  return divideRounded(amount, step) * step;
}

/** The whole number nearest to `amount / by`, halves to even; `by` is above zero. */
export function divideRounded(amount: bigint, by: bigint): bigint {
  const [sign, units] = amount < 0n ? [-1n, -amount] : [1n, amount];
  const [whole, rest] = [units / by, (units % by) * 2n];
  const isUp = rest > by || (rest === by && whole % 2n === 1n);
  return sign * (isUp ? whole + 1n : whole);
}

/**
 * Divides a whole number by weights so that the parts add up to it: each its floor, what is left one by one to the largest
 * remainders, the first of equals first. Without any weight the parts are equal. No weights, no parts.
 */
export function apportion(total: bigint, weights: readonly bigint[]): bigint[] {
  if (total < 0n) return apportion(-total, weights).map((part) => -part);
  const sum = weights.reduce((added, weight) => added + weight, 0n);
  const [shares, all] = sum === 0n ? [weights.map(() => 1n), BigInt(weights.length)] : [weights, sum];
  if (all === 0n) return [];
  const parts = shares.map((weight) => (total * weight) / all);
  const rests = shares.map((weight, at) => ({ at, rest: (total * weight) % all }));
  const left = Number(total - parts.reduce((added, part) => added + part, 0n));
  rests.sort((one, other) => (other.rest > one.rest ? 1 : other.rest < one.rest ? -1 : one.at - other.at));
  for (const { at } of rests.slice(0, left)) parts[at] = (parts[at] ?? 0n) + 1n;
  return parts;
}

const CURRENCY = /^[A-Z]{3}$/;

/** ISO 4217's alphabetic form; which of them exist is not judged. */
export const isCurrency = (text: string): boolean => CURRENCY.test(text);
