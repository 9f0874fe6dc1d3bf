// Exchange rates, as a whole: bills in other currencies count by them in statements, forecasts, anomalies and budgets.

import type { ExchangeRates } from "../../finops/index.ts";
import { loadSetting, saveSetting } from "../../finops/store/settings.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import type { Change, Tx } from "../commit.ts";
import { withJudgement } from "../finops/judge-budgets.ts";
import { coversBills, recountBudgets } from "../finops/recount-budgets.ts";

export interface SetExchangeRates extends ExchangeRates {
  /** The version that the change was made from; absent to put it in place of any. */
  readonly version?: number | undefined;
}

/** `finops.version_conflict` when somebody else was first. */
export function setExchangeRates(tx: Tx, { rates, version: from }: SetExchangeRates): Result<Change> {
  const before = loadSetting(tx.db, "exchange_rates");
  if (from !== undefined && from !== before.version)
    return failed(fault("finops.version_conflict", `the version is ${before.version}`));
  const version = saveSetting(tx.db, "exchange_rates", { rates });
  const isOfBudgets = recountBudgets(tx, coversBills);
  const change: Change = {
    reply: { version, rates },
    resource: `exchange_rates:${version}`,
    detail: { before: before.document, after: { rates } },
    raisesEpoch: isOfBudgets,
    effects: [],
  };
  return ok(isOfBudgets ? withJudgement(tx, change) : change);
}
