// Exact sums of decimals as bills write them: any number of places, `mEn` too. Millions of cells are added without a BigInt
// for each: whole numbers below 2^53 are kept per scale, and join a BigInt before they could grow past it.

import { divideRounded, type Money } from "../../kernel/money.ts";

/** Of the last decimal place that Money keeps. */
const MONEY_SCALE = 12;
/** Below this many digits a mantissa and a sum of some of them are exact as numbers. */
const EXACT_DIGITS = 15;
const ROOM = 2 ** 52;

export interface DecimalSum {
  /** By scale: how many places below the point the whole numbers stand. */
  readonly small: Map<number, number>;
  readonly large: Map<number, bigint>;
}

export function emptySum(): DecimalSum {
  return { small: new Map(), large: new Map() };
}

interface Decimal {
  readonly digits: string;
  readonly scale: number;
}

/** Of a text that `isDecimal` took. */
function splitDecimal(text: string): Decimal {
  const mark = text.search(/[Ee]/);
  const [mantissa, exponent] = mark < 0 ? [text, 0] : [text.slice(0, mark), Number(text.slice(mark + 1))];
  const point = mantissa.indexOf(".");
  if (point < 0) return { digits: mantissa, scale: -exponent };
  const digits = mantissa.slice(0, point) + mantissa.slice(point + 1);
  return { digits, scale: mantissa.length - point - 1 - exponent };
}

export function addDecimal(sum: DecimalSum, text: string): void {
  const { digits, scale } = splitDecimal(text);
  if (digits.length <= EXACT_DIGITS) {
    const next = (sum.small.get(scale) ?? 0) + Number(digits);
    if (Math.abs(next) < ROOM) {
      sum.small.set(scale, next);
      return;
    }
  }
  sum.large.set(scale, (sum.large.get(scale) ?? 0n) + BigInt(digits));
}

/** To twelve places, halves to even: what lies below is rounded once, after everything was added. */
export function sumOf({ small, large }: DecimalSum): Money {
  const parts = [...small, ...large].map(([scale, units]) => [scale, BigInt(units)] as const);
  const deepest = parts.reduce((most, [scale]) => Math.max(most, scale), MONEY_SCALE);
  const exact = parts.reduce((added, [scale, units]) => added + units * 10n ** BigInt(deepest - scale), 0n);
  return divideRounded(exact, 10n ** BigInt(deepest - MONEY_SCALE));
}
