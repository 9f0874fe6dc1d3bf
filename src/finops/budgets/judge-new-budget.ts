// What a budget cannot be, with the place where it stands: one that counts nothing, or stops nothing, would look like a
// protection and be none.

import { SIGNAL_METERS, type Meter } from "../meters/registry.ts";
import type { BudgetAction, NewBudget } from "./budget.ts";
import { stopMatch } from "./budget-scope.ts";

interface Refusal {
  readonly path: (string | number)[];
  readonly message: string;
}

type Asked = Pick<NewBudget, "scope" | "measure" | "covers" | "thresholds">;

/** Queries have a principal and no team, service, environment or tag. */
const QUERIED: ReadonlySet<string> = new Set(["tenant", "key", "meter"]);
const BILLED: ReadonlySet<string> = new Set(["tenant", "team", "service", "environment"]);
const STOPS: ReadonlySet<BudgetAction> = new Set([
  "throttle",
  "block_writes",
  "block_queries",
  "block_teams",
]);

/** Why an action would do nothing; null for one that does something. */
export function whyNot(budget: Asked, action: BudgetAction): string | null {
  if (budget.covers === "bills" && STOPS.has(action))
    return "what bills of clouds tell of cannot be stopped here: choose `event`, `webhook` or `email`";
  if (action === "block_queries" && !QUERIED.has(budget.scope.kind))
    return "queries can be blocked by a budget of the tenant, a key or a meter: they have no team";
  if (action === "block_writes" && stopMatch(budget, []).signals.length === 0)
    return "it refuses the telemetry that the budget counts, and this one counts none";
  return null;
}

const TELEMETRY: ReadonlySet<Meter> = new Set([
  ...Object.values(SIGNAL_METERS).flatMap(({ rows, bytes }) => [rows, bytes]),
  "stored_bytes",
]);
/** Whoever asks, or owns the schedule, is told. */
const OF_PRINCIPALS: ReadonlySet<Meter> = new Set(["queries", "query_bytes", "query_seconds", "reports"]);

/** Does usage of the meter say what the scope asks? */
function isTold(meter: Meter, kind: Asked["scope"]["kind"]): boolean {
  if (kind === "tenant" || kind === "meter" || TELEMETRY.has(meter)) return true;
  return kind === "key" && OF_PRINCIPALS.has(meter);
}

function refusalsOfWhole({ scope, measure, covers }: Asked): Refusal[] {
  const refusals: Refusal[] = [];
  const refuse = (path: string[], message: string): void => void refusals.push({ path, message });
  const meter = measure.kind === "quantity" ? measure.meter : null;
  if (covers !== "usage" && meter !== null) refuse(["covers"], "bills are counted in money");
  if (covers !== "usage" && !BILLED.has(scope.kind))
    refuse(["scope", "kind"], "bills tell of teams, services and environments only");
  if (scope.kind === "meter" && meter !== null && meter !== scope.meter)
    refuse(["measure", "meter"], `a budget of \`${scope.meter}\` counts no other meter`);
  if (meter !== null && !isTold(meter, scope.kind))
    refuse(["scope", "kind"], `\`${meter}\` is not told by ${scope.kind}: the budget would count nothing`);
  return refusals;
}

export function refusalsOf(budget: Asked): Refusal[] {
  const ofThresholds = (budget.thresholds ?? []).flatMap(({ actions, teams }, at): Refusal[] => {
    const place = ["thresholds", at];
    const idle = actions.flatMap((action, which) => {
      const message = whyNot(budget, action);
      return message === null ? [] : [{ path: [...place, "actions", which], message }];
    });
    const isPaired = actions.includes("block_teams") === teams.length > 0;
    return isPaired ? idle : [...idle, { path: [...place, "teams"], message: "teams go with `block_teams`" }];
  });
  return [...refusalsOfWhole(budget), ...ofThresholds];
}
