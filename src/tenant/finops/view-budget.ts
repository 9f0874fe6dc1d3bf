// A budget with what its period has come to, as it is told.

import { percentUsed, tellValue } from "../../finops/index.ts";
import type { StoredBudget } from "../../finops/store/budgets.ts";
import { HOUR_MS } from "../../kernel/time.ts";
import type { LinesByHour } from "./batch-lines.ts";
import { bindingOf, spentValue, type OpenBudgets } from "./budget-book.ts";

export interface Seen {
  readonly open: OpenBudgets;
  /** What shards hold and have not told. */
  readonly uncounted: readonly LinesByHour[];
  readonly nowMs: number;
}

export function viewBudget(stored: StoredBudget, { open, uncounted, nowMs }: Seen) {
  const { id, version, budget, use, running } = stored;
  const value = spentValue(stored, open.books, uncounted);
  const grace = use.graceUntilMs > nowMs ? new Date(use.graceUntilMs).toISOString() : null;
  return {
    id,
    version,
    ...budget,
    status: {
      period: running.name,
      period_from: new Date(running.fromHour * HOUR_MS).toISOString(),
      period_to: new Date(running.untilMs).toISOString(),
      spent: tellValue(budget, value),
      percent: percentUsed(budget, value),
      told_percents: [...use.told],
      in_force: [...new Set(bindingOf(stored, nowMs).flatMap(({ actions }) => actions))],
      grace_until: grace,
    },
  };
}
