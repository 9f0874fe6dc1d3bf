// Variables of a dashboard in an address: `var.service=checkout&var.service=search`.

import type { Variable } from "../reporting/index.ts";
import type { Asking } from "./asking.ts";
import type { Board } from "./replies.ts";

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

interface Choosing {
  readonly board: Board;
  readonly range: { readonly from?: string | undefined; readonly to?: string | undefined };
  readonly choices: Readonly<Record<string, readonly string[]>>;
}

const OWN_RIGHT = "labels.values";

/** Values of labels are those that the reader may ask for, else those that the dashboard itself shows to this reader. */
export async function offerVariables(asking: Asking, choosing: Choosing): Promise<OfferedVariable[]> {
  const { variables } = choosing.board.dashboard;
  const isLabelled = variables.some(({ kind }) => kind === "label");
  const own = isLabelled && (await asking.offered([OWN_RIGHT])).has(OWN_RIGHT) ? "may ask" : "is shown";
  const offered: OfferedVariable[] = [];
  for (const variable of variables)
    offered.push({ variable, values: await valuesOf(asking, variable, { ...choosing, own }) });
  return offered;
}

interface Values {
  readonly data: readonly string[];
}

async function valuesOf(
  asking: Asking,
  variable: Variable,
  { board, range, choices, own }: Choosing & { readonly own: "may ask" | "is shown" },
): Promise<readonly string[] | null> {
  if (variable.kind === "text") return null;
  if (variable.kind !== "label") return variable.values;
  const read =
    own === "may ask"
      ? await asking.read<Values>(OWN_RIGHT, {
          params: { label: variable.label_name },
          query: { ...range, metric: variable.metric },
        })
      : await asking.read<Values>("dashboards.list_values", {
          params: { dashboard_id: board.id, variable: variable.name },
          query: { ...range, variables: JSON.stringify(choices) },
        });
  return read.ok && read.value.data.length > 0 ? read.value.data.slice(0, MOST_OFFERED) : null;
}
