// What of a filter can be asked of a store before rows are looked at: the conditions that all rows must meet.
// INVARIANT: this only narrows. Whoever uses it puts every row to the whole filter afterwards, or knows that nothing is left.

import { compareCells } from "./compare-cells.ts";
import type { Cell } from "./entity-set.ts";
import type { Filter } from "./parse-filter.ts";

type Comparison = Extract<Filter, { kind: "compare" }>;

/** The conditions that are joined by `and` at the top. */
export function conditionsOf(filter: Filter | null): readonly Filter[] {
  if (filter === null) return [];
  return filter.kind === "and" ? filter.of.flatMap(conditionsOf) : [filter];
}

export function comparisonsOf(filter: Filter | null, name: string): readonly Comparison[] {
  return conditionsOf(filter).flatMap((one) =>
    one.kind === "compare" && one.property.name === name && one.value !== null ? [one] : [],
  );
}

/** The text that every row has there; null when the filter does not say. */
export function textEqualTo(filter: Filter | null, name: string): string | null {
  const found = comparisonsOf(filter, name).find(({ operator }) => operator === "eq");
  return typeof found?.value === "string" ? found.value : null;
}

export interface Bounds {
  /** Both included; null where the filter sets none. */
  readonly from: Cell;
  readonly to: Cell;
}

/** Between which values every row lies, bounds included also where the filter excludes them. */
export function boundsOf(filter: Filter | null, name: string): Bounds {
  let bounds: Bounds = { from: null, to: null };
  for (const { operator, value, property } of comparisonsOf(filter, name)) {
    const { from, to } = bounds;
    const isFrom = operator === "eq" || operator === "gt" || operator === "ge";
    const isTo = operator === "eq" || operator === "lt" || operator === "le";
    bounds = {
      from: isFrom && (from === null || compareCells(value, from, property.type) > 0) ? value : from,
      to: isTo && (to === null || compareCells(value, to, property.type) < 0) ? value : to,
    };
  }
  return bounds;
}
