// What an export reads, in units: a query, or a panel of a dashboard, each as a run of a panel. INVARIANT: on every row both the
// source's own action and `data:export` must allow; what that comes to is told as the export's rights.

import type { AlsoAsked, TenantSession } from "../../edge/index.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { ACTIONS } from "../../policy/index.ts";
import type { ExportRequest } from "../export/export-record.ts";
import type { Frame } from "../frame.ts";
import { choose } from "../variable.ts";
import { openDashboard } from "./open-dashboard.ts";
import { asksOf, type PanelRun } from "./run-panel.ts";

const EXPORT = "data:export";

/** Of what is exported, whichever action it is read by. */
export const EXPORT_ASK: AlsoAsked = {
  action: EXPORT,
  resource: { type: ACTIONS[EXPORT].kind, isUnread: true },
};

export interface ExportUnit {
  /** What its frames are called: by a panel's title and, where it asks several, the query's name. */
  readonly nameOf: (frame: Frame) => string;
  readonly run: PanelRun;
}

/** `dashboards.not_found`, `policy.denied`. */
export async function unitsOf(
  session: TenantSession,
  { source, fromMs, toMs }: ExportRequest,
): Promise<Result<ExportUnit[]>> {
  const range = { fromMs, toMs };
  const besides = [EXPORT_ASK];
  if (source.kind === "queries") {
    const comparison = { with: "none" as const };
    const runs = source.queries.filter(({ hidden }) => !hidden);
    return ok(
      runs.map((query) => ({
        nameOf: ({ name }) => name,
        run: {
          panel: { id: "export", queries: [query] },
          range,
          choices: {},
          comparison,
          shownBy: null,
          besides,
        },
      })),
    );
  }
  const { id, version, panels } = source;
  const opened = await openDashboard(session, { id, version, action: "dashboards:view" });
  if (!opened.ok) return opened;
  const { stored } = opened.value;
  const { rows, variables, comparison } = stored.document;
  const choices = choose(variables, source.choices);
  const all = rows.flatMap((row) => row.panels);
  const wanted = panels.length === 0 ? all : all.filter((panel) => panels.includes(panel.id));
  if (wanted.length < panels.length) return failed(fault("dashboards.not_found", "it has no such panel"));
  return ok(
    wanted.map((panel) => ({
      nameOf: (frame) => nameIn(panel.title === "" ? panel.id : panel.title, panel.queries.length, frame),
      run: { panel, range, choices, comparison, shownBy: stored, besides },
    })),
  );
}

const nameIn = (title: string, queries: number, { name }: Frame): string =>
  queries > 1 || name.includes("_") ? `${title} ${name}` : title;

/** The rows that all of it may be read on, written out: the same text for whoever may see the same. `policy.denied`. */
export function rightsOf(session: TenantSession, units: readonly ExportUnit[]): Result<string> {
  const told = new Map<string, unknown>();
  for (const { run } of units) {
    for (const { source } of run.panel.queries) {
      const asks = asksOf(source, run.shownBy, run.besides);
      const allowed = asks === null ? ok(session) : session.also(asks);
      if (!allowed.ok) return allowed;
      told.set(source, allowed.value.rowFilter);
    }
  }
  return ok(JSON.stringify([...told]));
}
