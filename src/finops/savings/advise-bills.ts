// What of the imported bills of clouds costs and serves nobody: resources that consumed nothing, commitments that were not
// used, and usage at full price that a commitment would cover.

import { divideRounded, formatMoney, moneyOf, type Money } from "../../kernel/money.ts";
import type { BillSummary } from "../focus/bill-sums.ts";
import type { Advice } from "./recommendation.ts";

/** A bill's summary and how many days of charges it has. */
export interface BilledDays {
  readonly summary: Pick<BillSummary, "idle" | "commitments" | "uncovered">;
  readonly days: number;
}

const MONTH_DAYS = 30n;
/** What commitments of a year take off, as a careful guess: providers' lists begin at a fifth. */
const COMMITMENT_DISCOUNT_PERCENT = 20n;
/** How much of what is used at full price is steady enough to commit to. */
const COMMITTED_SHARE_PERCENT = 70n;
const LEAST_MONTHLY = moneyOf("1");

function monthly(amount: string, days: number): Money {
  return divideRounded(moneyOf(amount) * MONTH_DAYS, BigInt(Math.max(1, days)));
}

const thirtyDays = (what: string, days: number): string => `${what} of ${days} days, times 30/${days}`;

function idleResources({ summary, days }: BilledDays): Advice[] {
  return summary.idle.map(({ resource, name, service, currency, effective }) => ({
    kind: "idle_resource",
    subject: resource,
    currency,
    action: `delete or stop ${name ?? resource} of ${service}: it cost and consumed nothing`,
    monthly: formatMoney(monthly(effective, days)),
    computed: {
      how: thirtyDays("effective cost of usage rows whose consumed quantity is zero,", days),
      from: { effective_cost: effective, days: String(days) },
    },
  }));
}

function unusedCommitments({ summary, days }: BilledDays): Advice[] {
  return summary.commitments
    .filter(({ unused }) => moneyOf(unused) > 0n)
    .map(({ commitment, currency, used, unused }) => ({
      kind: "unused_commitment",
      subject: commitment,
      currency,
      action: "use the commitment elsewhere, exchange it, or let it end",
      monthly: formatMoney(monthly(unused, days)),
      computed: {
        how: thirtyDays("effective cost of the unused part,", days),
        from: { unused, used, days: String(days) },
      },
    }));
}

function uncovered({ summary, days }: BilledDays): Advice[] {
  return summary.uncovered.map(({ service, currency, effective }) => {
    const steady = (monthly(effective, days) * COMMITTED_SHARE_PERCENT) / 100n;
    return {
      kind: "commitment_coverage",
      subject: service,
      currency,
      action: `commit to ${COMMITTED_SHARE_PERCENT} % of what is used of ${service} at full price`,
      monthly: formatMoney((steady * COMMITMENT_DISCOUNT_PERCENT) / 100n),
      computed: {
        how: `${thirtyDays("effective cost at standard prices", days)}, times ${COMMITTED_SHARE_PERCENT} % that are steady, times a discount of ${COMMITMENT_DISCOUNT_PERCENT} %`,
        from: { effective_cost: effective, days: String(days) },
      },
    };
  });
}

/** Advice worth a unit of the currency a month, at least. */
export function adviseBills(bill: BilledDays): Advice[] {
  return [...idleResources(bill), ...unusedCommitments(bill), ...uncovered(bill)].filter(
    ({ monthly: amount }) => moneyOf(amount) >= LEAST_MONTHLY,
  );
}
