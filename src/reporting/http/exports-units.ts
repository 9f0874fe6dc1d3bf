// What an export reads, in units: a query, or a panel of a dashboard, each as a run of a panel. INVARIANT: on every row both the
// source's own action and `data:export` must allow; what that comes to is told as the export's rights.

import type { AlsoAsked, TenantSession } from "../../edge/index.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { ACTIONS } from "../../policy/index.ts";
import type { ExportRequest, ExportSource } from "../export/export-record.ts";
import type { ReportPlace } from "../export/export-report.ts";
import { isReportFormat } from "../export/formats.ts";
import type { Frame } from "../frame.ts";
import type { SourceName } from "../frames/sources.ts";
import type { RangeMs } from "../kinds/kind.ts";
import type { Panel, PanelQuery } from "../panel.ts";
import { choose, fillText } from "../variable.ts";
import { writtenMarks } from "./mark-dashboard.ts";
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
  /** Where a report shows it. */
  readonly place: ReportPlace;
}

const NO_COMPARISON = { with: "none" } as const;
const BESIDES = [EXPORT_ASK];

/** `dashboards.not_found`, `policy.denied`. `atMs` is when the export was asked for. */
export async function unitsOf(
  session: TenantSession,
  request: ExportRequest,
  atMs: number,
): Promise<Result<ExportUnit[]>> {
  const { source, fromMs, toMs } = request;
  const range = { fromMs, toMs };
  const units =
    source.kind === "queries"
      ? ok(source.queries.filter(({ hidden }) => !hidden).map((query) => queryUnit(query, range)))
      : source.kind === "panels"
        ? ok(source.panels.map((panel) => panelUnit(panel, range)))
        : await dashboardUnits(session, source, { range, atMs });
  if (!units.ok) return units;
  if (!isReportFormat(request.format)) return source.kind === "queries" ? units : ok(apart(units.value));
  // A panel's drawing knows its frames by the names of its queries.
  return ok(units.value.map((unit) => ({ ...unit, nameOf: ({ name }) => name })));
}

/** Panels of one title are tables of their own: the second one is `Requests 2`. */
function apart(units: readonly ExportUnit[]): ExportUnit[] {
  const taken = new Set<string>();
  return units.map((unit) => {
    const { title, id } = unit.place.panel;
    const base = title === "" ? id : title;
    const numbered = (no: number): string => (no === 1 ? base : `${base} ${no}`);
    let no = 1;
    while (taken.has(numbered(no))) no++;
    taken.add(numbered(no));
    return no === 1 ? unit : { ...unit, nameOf: (frame) => `${unit.nameOf(frame)} ${no}` };
  });
}

/** What draws the answer of a query that comes without a panel. */
const KIND_OF: Readonly<Partial<Record<SourceName, string>>> = {
  metrics: "line",
  logs: "logs",
  topology: "topology",
  trace: "trace",
};

function queryUnit(query: PanelQuery, range: RangeMs): ExportUnit {
  const { metric } = query.request;
  const title = typeof metric === "string" ? metric : query.ref;
  const panel: Panel = {
    id: "export",
    kind: KIND_OF[query.source] ?? "table",
    title,
    description: "",
    queries: [query],
    options: {},
    thresholds: [],
    links: [],
  };
  return { ...panelUnit(panel, range), nameOf: ({ name }) => name };
}

const panelUnit = (panel: Panel, range: RangeMs): ExportUnit => ({
  nameOf: (frame) => nameIn(panel.title === "" ? panel.id : panel.title, panel.queries.length, frame),
  run: { panel, range, choices: {}, comparison: NO_COMPARISON, shownBy: null, besides: BESIDES },
  place: { panel, section: "", zone: "UTC" },
});

type DashboardSource = Extract<ExportSource, { kind: "dashboard" }>;
const HALF = 12;

async function dashboardUnits(
  session: TenantSession,
  { id, version, panels, choices: chosen }: DashboardSource,
  { range, atMs }: { readonly range: RangeMs; readonly atMs: number },
): Promise<Result<ExportUnit[]>> {
  const opened = await openDashboard(session, { id, version, action: "dashboards:view" });
  if (!opened.ok) return opened;
  const { stored } = opened.value;
  const { rows, variables, comparison, time, annotations } = stored.document;
  const choices = choose(variables, chosen);
  // Those that are written down: what a search finds is read by other rights than the panels.
  const marks = annotations.flatMap((annotation) => writtenMarks(annotation, range, atMs));
  const all = rows.flatMap((row) => row.panels.map((panel) => ({ panel, section: row.title })));
  const wanted = panels.length === 0 ? all : all.filter(({ panel }) => panels.includes(panel.id));
  if (wanted.length < panels.length) return failed(fault("dashboards.not_found", "it has no such panel"));
  return ok(
    wanted.map(({ panel, section }) => {
      const named = { ...panel, title: fillText(panel.title, choices) };
      const width = panel.grid.w <= HALF ? ("half" as const) : ("full" as const);
      return {
        ...panelUnit(panel, range),
        run: { panel, range, choices, comparison, shownBy: stored, besides: BESIDES },
        place: { panel: named, section: fillText(section, choices), zone: time.zone, marks, width },
      };
    }),
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
