// A dashboard while it is edited: the document that the form began with, and what was written into the form. The form says
// what most panels need; everything else of a panel stays as it was.

import { z } from "zod";
import type { Dashboard, Panel as PanelDocument } from "../reporting/index.ts";
import { appendPanel, flow } from "./append-panel.ts";
import { queriesOf, readFields } from "./panel-fields.ts";

export type Rows = Dashboard["rows"];
type Row = Rows[number];
type Panel = Row["panels"][number];

/** Columns of 24, and rows of the grid. */
export const WIDTHS = { full: 24, "two-thirds": 16, half: 12, third: 8, quarter: 6 } as const;
export const HEIGHTS = { low: 4, medium: 8, high: 12 } as const;

/** The name whose number is the closest: grids may be written by hand. */
export function nearest(of: Readonly<Record<string, number>>, value: number): string {
  const names = Object.keys(of);
  return names.toSorted((a, b) => Math.abs((of[a] ?? 0) - value) - Math.abs((of[b] ?? 0) - value))[0] ?? "";
}

export class NotJson extends Error {}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new NotJson((error as Error).message, { cause: error });
  }
}

const record = z.record(z.string(), z.unknown());
const placed = z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() });
const looseText = z.string().default("");

/** As much of a dashboard as the form goes through; what is in it is judged when it is saved. */
const draftSchema = z.looseObject({
  title: looseText,
  description: looseText,
  folder: looseText,
  tags: z.array(z.string()).default([]),
  time: z
    .looseObject({ from: looseText, to: looseText, zone: looseText, refresh_seconds: z.number().nullish() })
    .default({ from: "now-6h", to: "now", zone: "UTC" }),
  comparison: z.looseObject({ with: z.string() }).default({ with: "none" }),
  variables: z.array(record).default([]),
  rows: z
    .array(
      z.looseObject({
        title: looseText,
        collapsed: z.boolean().default(false),
        panels: z
          .array(
            z.looseObject({
              id: z.string(),
              kind: z.string(),
              title: looseText,
              description: looseText,
              queries: z.array(record).default([]),
              options: record.default({}),
              grid: placed,
            }),
          )
          .default([]),
      }),
    )
    .default([]),
});

/** Throws NotJson for a text that is none, or that no form of a dashboard could be made of. */
export function parseDraft(text: string): Dashboard {
  const parsed = draftSchema.safeParse(parseJson(text));
  if (!parsed.success) throw new NotJson("it does not hold a dashboard");
  return parsed.data as unknown as Dashboard;
}

/** Throws NotJson for queries that are written as JSON and are none. */
export function mergeForm(base: Dashboard, form: URLSearchParams): Dashboard {
  const value = (name: string, otherwise: string): string => form.get(name)?.trim() ?? otherwise;
  const refresh = Number(value("refresh", String(base.time.refresh_seconds ?? "")));
  const comparison = form.get("comparison");
  return {
    ...base,
    title: value("title", base.title),
    description: value("description", base.description),
    folder: value("folder", base.folder),
    tags: form.has("tags") ? words(value("tags", "")) : base.tags,
    time: {
      from: value("time.from", base.time.from),
      to: value("time.to", base.time.to),
      zone: value("time.zone", base.time.zone),
      refresh_seconds: refresh > 0 ? refresh : null,
    },
    comparison:
      comparison === "none" || comparison === "previous_period" ? { with: comparison } : base.comparison,
    rows: mergeRows(base.rows, form),
  };
}

const words = (text: string): string[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");

function mergeRows(rows: Rows, form: URLSearchParams): Rows {
  let no = 0;
  return rows.map((row, at) => {
    const panels = row.panels.map((panel) => mergePanel(panel, form, `p${no++}.`));
    const isResized = panels.some(({ grid }, i) => {
      const before = row.panels[i]?.grid;
      return before?.w !== grid.w || before.h !== grid.h;
    });
    return {
      ...row,
      title: form.get(`r${at}.title`)?.trim() ?? row.title,
      panels: isResized ? flow(panels) : panels,
    };
  });
}

function mergePanel(panel: Panel, form: URLSearchParams, prefix: string): Panel {
  if (!form.has(`${prefix}title`)) return panel;
  const value = (name: string): string => form.get(prefix + name)?.trim() ?? "";
  const kind = value("kind");
  const { unit: _unit, ...rest } = panel;
  const unit = value("unit");
  return {
    ...rest,
    kind,
    title: value("title"),
    description: form.has(`${prefix}description`) ? value("description") : panel.description,
    queries: mergeQueries(form, prefix),
    // Options are a kind's own: another kind begins without.
    options: kind === "text" ? { text: value("prose") } : kind === panel.kind ? panel.options : {},
    ...(unit === "" ? {} : { unit }),
    grid: sized(panel.grid, value("width"), value("height")),
  };
}

function mergeQueries(form: URLSearchParams, prefix: string): Panel["queries"] {
  const kind = form.get(`${prefix}kind`);
  if (kind === "text") return [];
  const written = form.get(`${prefix}queries`);
  if (written !== null) return parseQueries(written);
  return queriesOf(readFields(form, prefix)) as PanelDocument["queries"];
}

function parseQueries(text: string): Panel["queries"] {
  const queries = z.array(record).safeParse(parseJson(text));
  if (!queries.success) throw new NotJson("queries are a list");
  return queries.data as unknown as Panel["queries"];
}

function sized(grid: Panel["grid"], width: string, height: string): Panel["grid"] {
  const w = (WIDTHS as Readonly<Record<string, number>>)[width];
  const h = (HEIGHTS as Readonly<Record<string, number>>)[height];
  return {
    ...grid,
    // What is near enough was not changed.
    w: w === undefined || nearest(WIDTHS, grid.w) === width ? grid.w : w,
    h: h === undefined || nearest(HEIGHTS, grid.h) === height ? grid.h : h,
  };
}

const NEW_PANEL = {
  kind: "line",
  title: "",
  description: "",
  queries: [{ ref: "A", source: "metrics", request: { metric: "", aggregation: "avg" }, hidden: false }],
  options: {},
  thresholds: [],
  links: [],
};

/** `add`, `add-text`, `add-row`, `remove:2`, `up:2`, `down:2`; null for anything else. */
export function changeRows(rows: Rows, asked: string): Rows | null {
  const [what = "", no = ""] = asked.split(":");
  switch (what) {
    case "add":
      return added(rows, NEW_PANEL);
    case "add-text":
      return added(rows, { ...NEW_PANEL, kind: "text", queries: [], options: { text: "" } });
    case "add-row":
      return [...rows, { title: "", collapsed: false, panels: [] }];
    case "remove":
      return withoutPanel(rows, Number(no));
    case "up":
      return swapped(rows, Number(no) - 1);
    case "down":
      return swapped(rows, Number(no));
    default:
      return null;
  }
}

function added(rows: Rows, panel: object): Rows {
  const [last = { title: "", collapsed: false, panels: [] }] = rows.slice(-1);
  const taken = rows.flatMap(({ panels }) => panels.map(({ id }) => id));
  const panels = appendPanel(last.panels, panel, taken) as Panel[];
  return [...rows.slice(0, -1), { ...last, panels }];
}

function withoutPanel(rows: Rows, no: number): Rows {
  let at = 0;
  return rows.map((row) => {
    const panels = row.panels.filter(() => at++ !== no);
    return panels.length === row.panels.length ? row : { ...row, panels: flow(panels) };
  });
}

/** The panel changes places with the next one of its row. */
function swapped(rows: Rows, no: number): Rows {
  let first = 0;
  return rows.map((row) => {
    const at = no - first;
    first += row.panels.length;
    const [one, other] = [row.panels[at], row.panels[at + 1]];
    if (at < 0 || one === undefined || other === undefined) return row;
    return { ...row, panels: flow(row.panels.with(at, other).with(at + 1, one)) };
  });
}
