// A budget's amounts as they are told: decimal text of money, or of the meter's units.

import { divideRounded, formatMoney, ONE, roundMoney, type Money } from "../../kernel/money.ts";
import { METERS } from "../meters/registry.ts";
import { limitOf, type Budget } from "./budget.ts";

/** LIMIT: places that are told; what is reckoned with has 12. */
const PLACES = 10;

export function tellValue({ measure }: Pick<Budget, "measure">, value: Money): string {
  if (measure.kind === "amount") return formatMoney(roundMoney(value, PLACES));
  return formatMoney(divideRounded(value * ONE, BigInt(METERS[measure.meter].parts)));
}

/** What every event about a budget says. */
export function tellBudget(id: string, budget: Budget, value: Money) {
  const { name, measure } = budget;
  return {
    budget_id: id,
    name,
    spent: tellValue(budget, value),
    limit: tellValue(budget, limitOf(budget)),
    currency: measure.kind === "amount" ? measure.currency : null,
    meter: measure.kind === "quantity" ? measure.meter : null,
  };
}
