// Filters on labels, compiled once a query. A label that a row does not have counts as the empty text, as in Prometheus.

import { fault } from "../../kernel/fault.ts";
import { parsePattern } from "../../kernel/pattern.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import type { Labels } from "./labels.ts";

export interface LabelFilter {
  readonly label: string;
  readonly op: "=" | "!=" | "=~" | "!~" | "in" | "not_in";
  readonly value?: string | undefined;
  readonly values?: readonly string[] | undefined;
}

type Test = (labels: Labels) => boolean;
type ValueTest = (value: string) => boolean;

function valueTest(filter: LabelFilter): Result<ValueTest> {
  const { op } = filter;
  if (op === "in" || op === "not_in") {
    if (filter.values === undefined) return failed(fault("query.invalid", `\`${op}\` needs \`values\``));
    const values = new Set(filter.values);
    return ok((value) => values.has(value) === (op === "in"));
  }
  if (filter.value === undefined) return failed(fault("query.invalid", `\`${op}\` needs \`value\``));
  const wanted = filter.value;
  if (op === "=") return ok((value) => value === wanted);
  if (op === "!=") return ok((value) => value !== wanted);
  const pattern = parsePattern(wanted);
  if (!pattern.ok) return failed(fault("query.invalid", pattern.fault));
  return ok((value) => pattern.value(value) === (op === "=~"));
}

/** All filters at once. */
export function compileFilters(filters: readonly LabelFilter[]): Result<Test> {
  const tests: Test[] = [];
  for (const filter of filters) {
    const test = valueTest(filter);
    if (!test.ok) return test;
    tests.push((labels) => test.value(labels[filter.label] ?? ""));
  }
  return ok((labels) => tests.every((test) => test(labels)));
}
