// Whether a row passes a filter, in OData's three-valued logic (Protocol 4.0, 11.2.5.1): a comparison of order with null is
// false, a function of null is null, `not` null is null, and only what is true passes.

import { compareCells, isNothing } from "./compare-cells.ts";
import type { Cell, Row } from "./entity-set.ts";
import type { Filter, Operator, TextFunction } from "./parse-filter.ts";

type Truth = boolean | null;

const ORDERS: Readonly<Record<Operator, (order: number) => boolean>> = {
  eq: (order) => order === 0,
  ne: (order) => order !== 0,
  gt: (order) => order > 0,
  ge: (order) => order >= 0,
  lt: (order) => order < 0,
  le: (order) => order <= 0,
};

const TEXTS: Readonly<Record<TextFunction, (text: string, part: string) => boolean>> = {
  contains: (text, part) => text.includes(part),
  startswith: (text, part) => text.startsWith(part),
  endswith: (text, part) => text.endsWith(part),
};

type Comparison = Extract<Filter, { kind: "compare" }>;

/** INVARIANT: what is no number equals nothing, not even itself. */
function compares({ operator, property, value }: Comparison, cell: Cell): boolean {
  if (Number.isNaN(cell) || Number.isNaN(value)) return operator === "ne";
  if (isNothing(cell) || isNothing(value)) {
    const isSame = isNothing(cell) && isNothing(value);
    return operator === "eq" ? isSame : operator === "ne" ? !isSame : false;
  }
  return ORDERS[operator](compareCells(cell, value, property.type));
}

function truthOf(filter: Filter, row: Row): Truth {
  switch (filter.kind) {
    case "compare":
      return compares(filter, row[filter.property.name] ?? null);
    case "text": {
      const cell = row[filter.property.name] ?? null;
      return typeof cell === "string" ? TEXTS[filter.name](cell, filter.value) : null;
    }
    case "not": {
      const truth = truthOf(filter.of, row);
      return truth === null ? null : !truth;
    }
    case "and":
    case "or":
      return chainTruth(filter.of, row, filter.kind === "or");
  }
}

/** One that settles it does; else null if any is null. */
function chainTruth(filters: readonly Filter[], row: Row, settles: boolean): Truth {
  let isUnknown = false;
  for (const filter of filters) {
    const truth = truthOf(filter, row);
    if (truth === settles) return settles;
    isUnknown ||= truth === null;
  }
  return isUnknown ? null : !settles;
}

export const passes = (filter: Filter | null, row: Row): boolean =>
  filter === null || truthOf(filter, row) === true;
