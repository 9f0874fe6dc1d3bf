// Which usage a budget counts, and which telemetry its stop refuses: one match for lines of usage and parts of a batch.

import type { StopMatch } from "../../policy/index.ts";
import { SIGNAL_METERS, type Meter } from "../meters/registry.ts";
import type { Attribution } from "../focus/attribution.ts";
import type { Attributed, Quantities } from "../meters/usage-line.ts";
import type { Budget, BudgetScope } from "./budget.ts";

/** Of what a scope counts only these meters; null for all. */
function metersOf({ scope, measure }: Pick<Budget, "scope" | "measure">): readonly Meter[] | null {
  if (measure.kind === "quantity") return [measure.meter];
  return scope.kind === "meter" ? [scope.meter] : null;
}

function matchesScope(scope: BudgetScope, of: Attributed): boolean {
  if (scope.kind === "tenant" || scope.kind === "meter") return true;
  if (scope.kind === "tag") return Object.hasOwn(of.tags, scope.tag) && of.tags[scope.tag] === scope.value;
  return of[scope.kind] === scope.value;
}

/** What of a line the budget counts. */
export function countedOf(
  budget: Pick<Budget, "scope" | "measure" | "covers">,
  line: Attributed & { readonly quantities: Quantities },
): Quantities {
  const { scope, covers } = budget;
  if (covers === "bills" || !matchesScope(scope, line)) return {};
  const meters = metersOf(budget);
  // A budget of one meter that counts another's quantity counts nothing.
  const wanted =
    scope.kind === "meter" && meters !== null ? meters.filter((one) => one === scope.meter) : meters;
  if (wanted === null) return line.quantities;
  return Object.fromEntries(
    wanted.flatMap((meter) => {
      const quantity = line.quantities[meter];
      return quantity === undefined ? [] : [[meter, quantity]];
    }),
  );
}

/** Is a charge of an imported bill part of it? Bills know no keys, meters and declared tags. */
export function isBilledTo(scope: BudgetScope, attribution: Attribution): boolean {
  if (scope.kind === "tenant") return true;
  if (scope.kind === "tag" || scope.kind === "meter" || scope.kind === "key") return false;
  return attribution[scope.kind] === scope.value;
}

const SIGNALS = Object.keys(SIGNAL_METERS) as (keyof typeof SIGNAL_METERS)[];

/** What a stop of the budget refuses to take: what it counts, of the signals that count in it. */
export function stopMatch(budget: Pick<Budget, "scope" | "measure">, teams: readonly string[]): StopMatch {
  const { scope } = budget;
  const meters = metersOf(budget);
  const counts = (signal: (typeof SIGNALS)[number]): boolean => {
    const { rows, bytes } = SIGNAL_METERS[signal];
    return meters === null || meters.includes(rows) || meters.includes(bytes);
  };
  const signals = SIGNALS.filter((signal) => counts(signal));
  if (teams.length > 0) return { signals: [...SIGNALS], teams: [...teams] };
  if (scope.kind === "tag") return { signals, tag: [scope.tag, scope.value] };
  if (scope.kind === "team") return { signals, teams: [scope.value] };
  if (scope.kind === "tenant" || scope.kind === "meter") return { signals };
  return { signals, [scope.kind]: scope.value };
}
