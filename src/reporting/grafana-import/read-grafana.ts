// A dashboard out of Grafana's JSON, for the panels, queries and variables that exist here; what was not taken over is
// listed with its place. It is somebody else's document: nothing in it is trusted to have a shape.

import type { Grid } from "../dashboard.ts";
import { isZone } from "../draw/write-time.ts";
import { lostOfDashboard, lostOfPanel, lostOfRow } from "./lost-fields.ts";
import { PANEL_TYPES } from "./panel-types.ts";
import { gridOf, readSpans, settle, type SentPanel } from "./place-panels.ts";
import { readFace } from "./read-face.ts";
import { readTargets } from "./read-targets.ts";
import { readVariables } from "./read-variables.ts";
import { listOf, numberOf, objectOf, textOf, type Json, type NotTaken, type Reading } from "./sent-json.ts";

export interface ReadDashboard {
  /** To be parsed as a dashboard: what came from outside is judged there. */
  readonly document: object;
  readonly notTaken: readonly NotTaken[];
}

/** LIMIT: panels and rows past these are listed; of rows the panels go on in the last one. */
const MOST_PANELS = 60;
const MOST_ROWS = 30;

/** Is it of the form that came after the one that is read here? */
export const isLaterForm = (sent: unknown): boolean =>
  Object.keys(objectOf(objectOf(objectOf(sent)["spec"])["elements"])).length > 0 ||
  Object.keys(objectOf(objectOf(sent)["elements"])).length > 0;

export function readGrafana(sent: unknown): ReadDashboard {
  const grafana = objectOf(sent);
  const reading: Reading = { notTaken: [], ids: [], names: new Set() };
  const { from, to } = objectOf(grafana["time"]);
  const isTimeTaken =
    (from === undefined || relative(from) !== null) && (to === undefined || relative(to) !== null);
  const timezone = textOf(grafana["timezone"], 64);
  const document = {
    title: textOf(grafana["title"], 200) || "Imported dashboard",
    description: textOf(grafana["description"], 4_000),
    tags: listOf(grafana["tags"])
      .map((tag) => textOf(tag, 60).trim().replaceAll(/\s+/g, "-"))
      .filter((tag) => /^[a-z0-9][a-z0-9_.-]*$/i.test(tag))
      .slice(0, 20),
    time: {
      from: (isTimeTaken ? relative(from) : null) ?? "now-6h",
      to: (isTimeTaken ? relative(to) : null) ?? "now",
      ...(timezone.includes("/") && isZone(timezone) ? { zone: timezone } : {}),
    },
    variables: readVariables(objectOf(grafana["templating"])["list"], reading),
    rows: readRows(grafana, reading),
  };
  reading.notTaken.push(...lostOfDashboard(grafana, isTimeTaken));
  return { document, notTaken: reading.notTaken };
}

/** `now-6h` is the same in both; `now/d` does not exist here. */
const relative = (value: unknown): string | null =>
  typeof value === "string" && /^now(?:-\d{1,9}(?:s|m|h|d|w))?$/.test(value) ? value : null;

interface Placed {
  readonly grid: Grid;
}

interface Row {
  readonly title: string;
  readonly collapsed: boolean;
  readonly panels: Placed[];
}

function readRows(grafana: Json, reading: Reading): Row[] {
  const rows: Row[] = [{ title: "", collapsed: false, panels: [] }];
  let top = 0;
  for (const [at, sent] of listOf(grafana["panels"]).entries()) {
    const panel = objectOf(sent);
    const pointer = `/panels/${at}`;
    if (panel["type"] !== "row") {
      addPanel(rows, { panel, pointer, top }, reading);
      continue;
    }
    top = numberOf(objectOf(panel["gridPos"])["y"]) + 1;
    addRow(rows, { row: panel, pointer }, reading);
    for (const [inside, inner] of listOf(panel["panels"]).entries())
      addPanel(rows, { panel: objectOf(inner), pointer: `${pointer}/panels/${inside}`, top }, reading);
  }
  for (const [at, sent] of listOf(grafana["rows"]).entries()) {
    const pointer = `/rows/${at}`;
    addRow(rows, { row: objectOf(sent), pointer }, reading);
    for (const one of readSpans(sent, pointer)) addPanel(rows, one, reading);
  }
  return rows.filter((row) => row.panels.length > 0);
}

function addRow(
  rows: Row[],
  { row, pointer }: { readonly row: Json; readonly pointer: string },
  { notTaken }: Reading,
): void {
  notTaken.push(...lostOfRow(row, pointer));
  if (rows.length > MOST_ROWS) {
    notTaken.push({ pointer, message: `a dashboard has at most ${MOST_ROWS} rows` });
    return;
  }
  const title = row["showTitle"] === false ? "" : textOf(row["title"], 200);
  const collapsed = row["collapsed"] === true || row["collapse"] === true;
  rows.push({ title, collapsed, panels: [] });
}

function addPanel(rows: Row[], sent: SentPanel, reading: Reading): void {
  const { panel, pointer, top } = sent;
  const type = textOf(panel["type"], 64);
  const kind = Object.hasOwn(PANEL_TYPES, type) ? PANEL_TYPES[type] : undefined;
  if (kind === undefined) {
    reading.notTaken.push({ pointer, message: nothingLike(panel, type) });
    return;
  }
  if (reading.ids.length >= MOST_PANELS) {
    reading.notTaken.push({ pointer, message: `a dashboard has at most ${MOST_PANELS} panels` });
    return;
  }
  const id = `panel-${reading.ids.length + 1}`;
  reading.ids.push(id);
  reading.notTaken.push(...lostOfPanel(panel, pointer));
  const panels = rows.at(-1)?.panels ?? [];
  const placed = {
    id,
    kind: variantOf(kind, panel),
    title: textOf(panel["title"], 200),
    description: textOf(panel["description"], 2_000),
    ...readFace(panel),
    options: optionsOf(kind, panel),
    queries: readTargets(listOf(panel["targets"]), pointer, reading),
    grid: settle(
      gridOf(objectOf(panel["gridPos"]), top),
      panels.map(({ grid }) => grid),
    ),
  };
  panels.push(placed);
}

const nothingLike = (panel: Json, type: string): string =>
  Object.keys(objectOf(panel["libraryPanel"])).length > 0
    ? "it is kept in Grafana's library, and not in this document"
    : `there is no kind of picture like \`${type}\` here`;

/** Those that can be bounded here too. */
const BOUNDED: ReadonlySet<string> = new Set(["line", "bar", "gauge", "bar_gauge", "histogram"]);

function optionsOf(kind: string, panel: Json): object {
  if (kind === "text")
    return { text: textOf(objectOf(panel["options"])["content"] ?? panel["content"], 20_000) };
  if (!BOUNDED.has(kind)) return {};
  const defaults = objectOf(objectOf(panel["fieldConfig"])["defaults"]);
  const [min, max] = [sideOf(defaults["min"]), sideOf(defaults["max"])];
  if (min !== null && max !== null && min >= max) return {};
  return { ...(min === null ? {} : { min }), ...(max === null ? {} : { max }) };
}

const sideOf = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;

function variantOf(kind: string, panel: Json): string {
  const custom = objectOf(objectOf(objectOf(panel["fieldConfig"])["defaults"])["custom"]);
  const isStacked = objectOf(custom["stacking"])["mode"] === "normal" || panel["stack"] === true;
  if (kind === "line" && (custom["drawStyle"] === "bars" || panel["bars"] === true))
    return isStacked ? "stacked_bar" : "bar";
  if (kind === "line" && isStacked) return "area";
  const isDonut = objectOf(panel["options"])["pieType"] === "donut" || panel["pieType"] === "donut";
  return kind === "pie" && isDonut ? "donut" : kind;
}
