// What came of a recommendation: what its subject cost a day before it was accepted against what it costs since. Nothing is
// claimed before a week has passed.

import { divideRounded, formatMoney, moneyOf } from "../../kernel/money.ts";

/** What the subject cost in so many whole days, an exact decimal. */
export interface CostOfDays {
  readonly cost: string;
  readonly days: number;
}

export interface Measured {
  readonly before_monthly: string;
  readonly after_monthly: string;
  /** Below zero when it costs more since. */
  readonly saved_monthly: string;
  /** Since it was accepted. */
  readonly saved_so_far: string;
  readonly days: number;
}

const FEWEST_DAYS = 7;
const MONTH_DAYS = 30n;

/** Null while it is too early, or nothing is known from before. */
export function measureSaving(before: CostOfDays, after: CostOfDays): Measured | null {
  if (after.days < FEWEST_DAYS || before.days < 1) return null;
  const monthly = ({ cost, days }: CostOfDays) => divideRounded(moneyOf(cost) * MONTH_DAYS, BigInt(days));
  const [was, is] = [monthly(before), monthly(after)];
  const saved = was - is;
  return {
    before_monthly: formatMoney(was),
    after_monthly: formatMoney(is),
    saved_monthly: formatMoney(saved),
    saved_so_far: formatMoney(divideRounded(saved * BigInt(after.days), MONTH_DAYS)),
    days: after.days,
  };
}
