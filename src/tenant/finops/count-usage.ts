// Counting usage in the tenant object: in the transaction that does or records the work, for budgets too.

import { loadSetting } from "../../finops/store/settings.ts";
import { addUsage } from "../../finops/store/usage.ts";
import { HOUR_MS, MINUTE_MS } from "../../kernel/time.ts";
import type { DueLater } from "../due-work.ts";
import type { ObjectStore } from "../object-store.ts";
import { addToBudgets, openBudgets, type Counted } from "./budget-book.ts";

/** True when a budget may have come to more by it: then it is to be judged. */
export function countUsage(db: ObjectStore["db"], counted: Counted): boolean {
  const open = openBudgets(db, counted.nowMs);
  const { document: settings } = loadSetting(db, "attribution");
  for (const [hour, lines] of Object.entries(counted.usage))
    addUsage(db, { hour: Number(hour), lines }, settings.values);
  addToBudgets(db, open, counted);
  return open.budgets.length > 0;
}

const SHOWN_AFTER_MS = 5 * MINUTE_MS;

/** An hour's usage is shown once it is over and the last flushes of it are told. */
export function showUsageLater(nowMs: number): DueLater {
  const nextHourMs = (Math.floor(nowMs / HOUR_MS) + 1) * HOUR_MS;
  return { name: "usage", atMs: nextHourMs + SHOWN_AFTER_MS };
}
