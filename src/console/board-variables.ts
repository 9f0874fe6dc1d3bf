// Variables of a dashboard in an address: `var.service=checkout&var.service=search`.

import type { Dashboard, Variable } from "../reporting/index.ts";
import type { Asking } from "./asking.ts";

const PREFIX = "var.";
/** LIMIT: longer lists than this are no choice any more. */
const MOST_OFFERED = 200;

export function choicesIn(query: URLSearchParams): Record<string, string[]> {
  const choices: Record<string, string[]> = {};
  for (const name of new Set(query.keys())) {
    if (!name.startsWith(PREFIX)) continue;
    const values = query.getAll(name).filter((value) => value !== "");
    if (values.length > 0) choices[name.slice(PREFIX.length)] = values;
  }
  return choices;
}

export interface OfferedVariable {
  readonly variable: Variable;
  /** Null where there is nothing to choose from: then it is typed. */
  readonly values: readonly string[] | null;
}

/** Values of labels are those that the reader may see. */
export async function offerVariables(
  asking: Asking,
  { variables }: Dashboard,
  range: { readonly from?: string | undefined; readonly to?: string | undefined },
): Promise<OfferedVariable[]> {
  const offered: OfferedVariable[] = [];
  for (const variable of variables)
    offered.push({ variable, values: await valuesOf(asking, variable, range) });
  return offered;
}

async function valuesOf(
  asking: Asking,
  variable: Variable,
  range: { readonly from?: string | undefined; readonly to?: string | undefined },
): Promise<readonly string[] | null> {
  if (variable.kind === "text") return null;
  if (variable.kind !== "label") return variable.values;
  const params = { label: variable.label_name };
  const read = await asking.read<{ readonly data: readonly string[] }>("labels.values", {
    params,
    query: { ...range, metric: variable.metric },
  });
  return read.ok ? read.value.data.slice(0, MOST_OFFERED) : null;
}
