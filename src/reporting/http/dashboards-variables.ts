// GET /v1/dashboards/{dashboard_id}/variables/{variable}/values: what a reader can choose, for whoever may see the dashboard.
// INVARIANT: the values of a label are those that the dashboard's own queries hold: the queries that filter by this variable, as
// they stand, with that filter open. So nobody is told a value whose rows the dashboard would not show to whom it is told.

import { z } from "zod";
import { jsonReply, tenantOperation, type Operation, type TenantCall } from "../../edge/index.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import type { Dashboard } from "../dashboard.ts";
import type { Frame } from "../frame.ts";
import { instantText } from "../instant-text.ts";
import type { PanelQuery } from "../panel.ts";
import type { StoredDashboard } from "../stored-dashboard.ts";
import { ALL, choose, type Choices, type Variable } from "../variable.ts";
import { dashboardParams, TAG } from "./dashboard-reply.ts";
import { openDashboard } from "./open-dashboard.ts";
import { choicesText, rangeOfView } from "./panel-view.ts";
import type { Readers, ReadingCall } from "./readers.ts";
import { runPanel } from "./run-panel.ts";

type LabelVariable = Extract<Variable, { kind: "label" }>;

/** LIMIT: longer lists than this are no choice any more. */
const MOST_VALUES = 200;
/** LIMIT: different questions that are asked for one list; panels of a dashboard mostly ask the same. */
const MOST_QUERIES = 4;

interface ValuesReply {
  readonly data: readonly string[];
  readonly row_filter_applied: boolean;
}

interface Condition {
  readonly label?: unknown;
  readonly value?: unknown;
  readonly values?: unknown;
}

const namesVariable = (value: unknown, name: string): boolean =>
  value === `$${name}` || value === `\${${name}}`;

/** Does the query filter by this variable, by the variable's own label? */
function filtersBy(request: PanelQuery["request"], variable: LabelVariable): boolean {
  const filters = (request as { readonly filters?: unknown }).filters;
  const conditions = Array.isArray(filters) ? (filters as readonly Condition[]) : [];
  return conditions.some(({ label, value, values = [] }) => {
    const asked = [value, ...(Array.isArray(values) ? (values as readonly unknown[]) : [])];
    return label === variable.label_name && asked.some((one) => namesVariable(one, variable.name));
  });
}

/** The dashboard's own queries, told apart by the label instead of as the panel tells them apart. */
function queriesFor({ rows }: Dashboard, variable: LabelVariable): PanelQuery[] {
  const questions = new Map<string, PanelQuery>();
  for (const query of rows.flatMap(({ panels }) => panels).flatMap(({ queries }) => queries)) {
    if (query.source !== "metrics" || query.hidden || !filtersBy(query.request, variable)) continue;
    const { interval: _interval, limit: _limit, ...request } = query.request;
    const asked = JSON.stringify([request["metric"], request["filters"]]);
    const grouped = { ...request, group_by: [variable.label_name], limit: MOST_VALUES };
    if (questions.size < MOST_QUERIES && !questions.has(asked))
      questions.set(asked, { ref: `V${questions.size}`, source: "metrics", hidden: false, request: grouped });
  }
  return [...questions.values()];
}

function valuesIn(frames: readonly Frame[], label: string): string[] {
  const values = frames.flatMap(({ fields }) => fields.flatMap(({ labels }) => labels?.[label] ?? []));
  return [...new Set(values)]
    .filter((value) => value !== "")
    .sort()
    .slice(0, MOST_VALUES);
}

interface Asked {
  readonly stored: StoredDashboard;
  readonly variable: LabelVariable;
  readonly range: { readonly fromMs: number; readonly toMs: number };
  readonly choices: Choices;
}

async function readValues(
  call: ReadingCall,
  readers: Readers,
  { stored, variable, range, choices }: Asked,
): Promise<Result<ValuesReply>> {
  const queries = queriesFor(stored.document, variable);
  if (queries.length === 0) return ok({ data: [], row_filter_applied: false });
  const read = await runPanel(call, readers, {
    panel: { id: "values", queries },
    range,
    choices: { ...choose(stored.document.variables, choices), [variable.name]: [ALL] },
    comparison: { with: "none" },
    shownBy: stored,
  });
  if (!read.ok) return read;
  const { frames, isFiltered } = read.value;
  return ok({ data: valuesIn(frames, variable.label_name), row_filter_applied: isFiltered });
}

const writtenValues = (variable: Exclude<Variable, LabelVariable>): readonly string[] =>
  "values" in variable ? variable.values : [];

const params = dashboardParams.extend({ variable: z.string().max(32) });
const query = z.strictObject({
  from: instantText.optional(),
  to: instantText.optional(),
  variables: choicesText,
});

export const variableOperation = (readers: Readers): Operation =>
  tenantOperation({
    id: "dashboards.list_values",
    method: "GET",
    path: "/v1/dashboards/{dashboard_id}/variables/{variable}/values",
    tag: TAG,
    summary: "List what a variable of a dashboard can be",
    description:
      "The values of a label are those that the dashboard's own queries hold, of those that filter by this variable, for this reader.",
    action: "dashboards:view",
    rows: true,
    params,
    query,
    body: { kind: "none" },
    responses: {
      200: {
        description: "In alphabetical order; written ones as they are written",
        schema: z.object({ data: z.array(z.string()), row_filter_applied: z.boolean() }),
      },
    },
    handle: async (typedCall) => {
      const call = typedCall as unknown as TenantCall;
      const { dashboard_id: id, variable: name } = typedCall.params;
      const opened = await openDashboard(call.session, { id, action: "dashboards:view" });
      if (!opened.ok) return opened;
      const { stored } = opened.value;
      const variable = stored.document.variables.find((one) => one.name === name);
      if (variable === undefined) return failed(fault("dashboards.not_found", `no variable \`${name}\``));
      if (variable.kind !== "label")
        return ok(jsonReply(200, { data: writtenValues(variable), row_filter_applied: false }));
      const range = rangeOfView(typedCall.query, stored.document.time, call.nowMs);
      if (!range.ok) return range;
      const { variables: choices } = typedCall.query;
      const read = await readValues(call, readers, { stored, variable, range: range.value, choices });
      return read.ok ? ok(jsonReply(200, read.value)) : read;
    },
  });
