// What a batch is charged for, counted at the edge and stored in the batch's own row: rows and decoded bytes by attribution.
// INVARIANT: rows and bytes of the parts add up to those of the batch, whatever was folded into `__other__`.

import type { AttributionLabels } from "../../policy/index.ts";
import type { Table } from "../table.ts";
import { openLabelReader, type Attribution, type ReadLabels } from "./attribution.ts";
import { attributeRows } from "./attribute-rows.ts";

/** In the place of values that are one too many. */
export const OTHER = "__other__";

/** LIMIT: attributions told apart in one batch; the batch shares its row of 2 MB with them. */
const MOST_PARTS = 100;

/** The stored form, a list of these as JSON: service, team, environment, tags, rows, bytes. */
export type UsagePart = readonly [
  service: string,
  team: string,
  environment: string,
  tags: Readonly<Record<string, string>>,
  rows: number,
  bytes: number,
];

interface Counted extends Attribution {
  rows: number;
}

/** `bytes` of the request that the table's rows came with. */
export function batchUsage(table: Table, bytes: number, labels: AttributionLabels): UsagePart[] {
  const counted = countRows(table, openLabelReader(labels));
  let before = 0;
  return counted.map(({ service, team, environment, tags, rows }) => {
    const part = shareOfBytes(bytes, before, { rows, of: table.rows });
    before += rows;
    return [service, team, environment, tags, rows, part];
  });
}

/** The bytes of rows `before` to `before + rows`, by how many rows there are: parts in a row add up to the whole. */
export function shareOfBytes(bytes: number, before: number, share: { rows: number; of: number }): number {
  const until = (row: number): number => Math.floor((bytes * row) / Math.max(1, share.of));
  return until(before + share.rows) - until(before);
}

/** One pass over the rows. */
function countRows(table: Table, read: ReadLabels): Counted[] {
  const rows = attributeRows(table, read);
  const counts = countRuns(table.rows, (row) => rows.nameOf(row));
  return foldRest([...counts].map(([name, count]) => ({ ...rows.at(name), rows: count })));
}

/** Rows of the same origin mostly follow each other. */
function countRuns(rows: number, nameOf: (row: number) => number): Map<number, number> {
  const counts = new Map<number, number>();
  let last = -1;
  let run = 0;
  for (let row = 0; row < rows; row++) {
    const name = nameOf(row);
    if (name !== last) {
      if (run > 0) counts.set(last, (counts.get(last) ?? 0) + run);
      last = name;
      run = 0;
    }
    run++;
  }
  if (run > 0) counts.set(last, (counts.get(last) ?? 0) + run);
  return counts;
}

function foldRest(counted: readonly Counted[]): Counted[] {
  if (counted.length <= MOST_PARTS) return [...counted];
  const kept = counted.toSorted((left, right) => right.rows - left.rows).slice(0, MOST_PARTS - 1);
  const rows = counted.reduce((sum, one) => sum + one.rows, 0) - kept.reduce((sum, one) => sum + one.rows, 0);
  return [...kept, { service: OTHER, team: OTHER, environment: OTHER, tags: {}, rows }];
}
