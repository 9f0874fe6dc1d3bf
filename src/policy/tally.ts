// What a decision has found so far, while it visits roles, grants and policies. Lists are made when something is found:
// most decisions find one thing.

import type { Facts } from "./attributes.ts";
import type { CompiledPolicy } from "./compile/compile-policy.ts";
import type { RowFilter } from "./row-filter.ts";

export interface OpenRows {
  readonly reason: string;
  readonly rows: RowFilter;
}

export interface Tally {
  readonly facts: Facts;
  denies: string[] | null;
  allows: string[] | null;
  /** Policies that could not be evaluated. */
  denyErrors: string[] | null;
  allowErrors: string[] | null;
  /** Policies that only the rows can settle. */
  openDenies: CompiledPolicy[] | null;
  openAllows: CompiledPolicy[] | null;
  /** Roles and grants that only the rows can settle, with the rows they allow. */
  openRows: OpenRows[] | null;
}

export function newTally(facts: Facts): Tally {
  return {
    facts,
    denies: null,
    allows: null,
    denyErrors: null,
    allowErrors: null,
    openDenies: null,
    openAllows: null,
    openRows: null,
  };
}

/** Lists of reasons are short, and the same policy can be reached by two subjects. */
export function addOnce<T>(list: T[] | null, item: T): T[] {
  if (list === null) return [item];
  if (!list.includes(item)) list.push(item);
  return list;
}
