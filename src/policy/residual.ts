// Turns a condition that rows have yet to settle into a row filter: the rows for which it comes out as wanted.
// INVARIANT: a condition that errs on a row comes out as neither true nor false there, as it does when decided.

import type { Facts } from "./attributes.ts";
import type { ConditionNode, LeafNode } from "./compile/compile-condition.ts";
import { FALSE, TRUE, UNKNOWN } from "./compile/outcome.ts";
import { allRows, anyRow, EVERY_ROW, NO_ROW, type RowFilter } from "./row-filter.ts";

type Wanted = typeof TRUE | typeof FALSE;

export function rowsWhere(node: ConditionNode, wanted: Wanted, facts: Facts): RowFilter {
  const outcome = node.test(facts);
  if (outcome !== UNKNOWN) return outcome === wanted ? EVERY_ROW : NO_ROW;
  if (node.kind === "leaf") return rowsWhereLeaf(node, wanted);
  if (node.kind === "not") return rowsWhere(node.part, wanted === TRUE ? FALSE : TRUE, facts);
  const parts = node.parts.map((part) => rowsWhere(part, wanted, facts));
  return (node.kind === "all") === (wanted === TRUE) ? allRows(parts) : anyRow(parts);
}

function rowsWhereLeaf({ attribute, leaf, ifMissing }: LeafNode, wanted: Wanted): RowFilter {
  if (attribute.rowLabel === null) throw new TypeError(`${attribute.name} is not a row's to settle`);
  return {
    label: attribute.rowLabel,
    operator: leaf.operator,
    value: leaf.value,
    holds: wanted === TRUE,
    ifMissing: ifMissing === wanted,
  };
}
