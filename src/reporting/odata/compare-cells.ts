// The order of two cells of a property. Null, and what is no number, come before everything else, as `$orderby` has it.

import { moneyOf } from "../../kernel/money.ts";
import type { Cell, EdmType } from "./entity-set.ts";

export const isNothing = (cell: Cell): boolean => cell === null || Number.isNaN(cell);

const order = (left: string | number | bigint, right: string | number | bigint): number =>
  left < right ? -1 : left > right ? 1 : 0;

/** Negative, zero or positive. Instants and dates are texts of one length, and ordered as texts. */
export function compareCells(left: Cell, right: Cell, type: EdmType): number {
  if (left === null || right === null || isNothing(left) || isNothing(right))
    return Number(!isNothing(left)) - Number(!isNothing(right));
  if (type === "Edm.Decimal") return order(moneyOf(String(left)), moneyOf(String(right)));
  if (type === "Edm.Int64") return order(BigInt(left), BigInt(right));
  return order(left, right);
}
