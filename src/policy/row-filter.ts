// What is left of a decision until rows are read: a formula over a row's labels, as plain data, so that it can cross a
// call, be hashed and be audited. It says yes for exactly the rows on which the decision, had it known them, is allow.

import { prepareOperator } from "./operators.ts";
import type { ConditionValue } from "./policy-document.ts";
import { openZone, type Zone } from "./zone.ts";

export interface LabelTest {
  readonly label: string;
  readonly operator: string;
  readonly value: ConditionValue;
  /** Passes when the operator holds, or when it does not. */
  readonly holds: boolean;
  /** Passes a row without the label? */
  readonly ifMissing: boolean;
}

export type RowFilter =
  | LabelTest
  | { readonly all: readonly RowFilter[] }
  | { readonly any: readonly RowFilter[] };

export type RowTest = (labels: Readonly<Record<string, string>>) => boolean;

export const EVERY_ROW: RowFilter = { all: [] };
export const NO_ROW: RowFilter = { any: [] };

export const isEveryRow = (filter: RowFilter): boolean => "all" in filter && filter.all.length === 0;
export const isNoRow = (filter: RowFilter): boolean => "any" in filter && filter.any.length === 0;

/** All of these, simplified: nested lists are flattened, what says nothing is left out. */
export function allRows(filters: readonly RowFilter[]): RowFilter {
  const parts = filters.flatMap((filter) => ("all" in filter ? filter.all : [filter]));
  if (parts.some(isNoRow)) return NO_ROW;
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { all: parts };
}

export function anyRow(filters: readonly RowFilter[]): RowFilter {
  const parts = filters.flatMap((filter) => ("any" in filter ? filter.any : [filter]));
  if (parts.some(isEveryRow)) return EVERY_ROW;
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { any: parts };
}

/** The labels that rows are asked for. */
export function labelsAsked(filter: RowFilter): ReadonlySet<string> {
  if ("label" in filter) return new Set([filter.label]);
  const parts = "all" in filter ? filter.all : filter.any;
  return new Set(parts.flatMap((part) => [...labelsAsked(part)]));
}

// No operator on labels speaks of time, so no zone is asked.
const ANY_ZONE = openZone("UTC") as Zone;

export function compileRowFilter(filter: RowFilter): RowTest {
  if ("all" in filter) {
    const tests = filter.all.map((part) => compileRowFilter(part));
    return (labels) => tests.every((test) => test(labels));
  }
  if ("any" in filter) {
    const tests = filter.any.map((part) => compileRowFilter(part));
    return (labels) => tests.some((test) => test(labels));
  }
  return compileLabelTest(filter);
}

function compileLabelTest({ label, operator, value, holds, ifMissing }: LabelTest): RowTest {
  const prepared = prepareOperator(operator, "text", { value, zone: ANY_ZONE });
  if (!prepared.ok) throw new TypeError(`a row filter does not compile: ${prepared.fault.message}`);
  return (labels) => {
    const actual = Object.hasOwn(labels, label) ? labels[label] : undefined;
    return actual === undefined ? ifMissing : prepared.value(actual) === holds;
  };
}
