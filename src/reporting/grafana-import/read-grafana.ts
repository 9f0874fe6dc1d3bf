// A dashboard out of Grafana's JSON, for the panels, queries and variables that exist here; what was not taken over is
// listed with its place. It is somebody else's document: nothing in it is trusted to have a shape.

import type { Dashboard } from "../dashboard.ts";
import { PANEL_TYPES, UNITS } from "./panel-types.ts";
import { plainVariables, readPromql } from "./read-promql.ts";

export interface NotTaken {
  /** RFC 6901, into the document that was sent. */
  readonly pointer: string;
  readonly message: string;
}

export interface ReadDashboard {
  /** To be parsed as a dashboard: what came from outside is judged there. */
  readonly document: object;
  readonly notTaken: readonly NotTaken[];
}

type Json = Readonly<Record<string, unknown>>;

const objectOf = (value: unknown): Json =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? (value as readonly unknown[]) : [];
const textOf = (value: unknown, most: number): string =>
  typeof value === "string" ? value.slice(0, most) : "";

interface Reading {
  readonly notTaken: NotTaken[];
  readonly ids: Set<string>;
}

/** LIMIT: panels past this are listed, not taken. */
const MOST_PANELS = 60;

export function readGrafana(sent: unknown): ReadDashboard {
  const grafana = objectOf(sent);
  const reading: Reading = { notTaken: [], ids: new Set() };
  const time = objectOf(grafana["time"]);
  const document = {
    title: textOf(grafana["title"], 200) || "Imported dashboard",
    description: textOf(grafana["description"], 4_000),
    tags: listOf(grafana["tags"])
      .map((tag) => textOf(tag, 60).trim().replaceAll(/\s+/g, "-"))
      .filter((tag) => /^[a-z0-9][a-z0-9_.-]*$/i.test(tag))
      .slice(0, 20),
    time: {
      from: relative(time["from"]) ?? "now-6h",
      to: relative(time["to"]) ?? "now",
    },
    variables: readVariables(objectOf(grafana["templating"])["list"], reading),
    rows: readRows(listOf(grafana["panels"]), reading),
  };
  if (listOf(objectOf(grafana["annotations"])["list"]).some((one) => objectOf(one)["builtIn"] !== 1))
    reading.notTaken.push({ pointer: "/annotations", message: "annotations have queries of their own kind" });
  if (listOf(grafana["links"]).length > 0)
    reading.notTaken.push({ pointer: "/links", message: "links lead to places of another installation" });
  return { document, notTaken: reading.notTaken };
}

/** `now-6h` is the same in both; `now/d` does not exist here. */
const relative = (value: unknown): string | null =>
  typeof value === "string" && /^now(?:-\d{1,9}(?:s|m|h|d|w))?$/.test(value) ? value : null;

type Rows = { title: string; collapsed: boolean; panels: object[] }[];

function readRows(panels: readonly unknown[], reading: Reading): Rows {
  const rows: Rows = [{ title: "", collapsed: false, panels: [] }];
  let top = 0;
  for (const [at, sent] of panels.entries()) {
    const panel = objectOf(sent);
    const pointer = `/panels/${at}`;
    if (panel["type"] !== "row") {
      addPanel(rows, { panel, pointer, top }, reading);
      continue;
    }
    top = numberOf(objectOf(panel["gridPos"])["y"]) + 1;
    rows.push({ title: textOf(panel["title"], 200), collapsed: panel["collapsed"] === true, panels: [] });
    for (const [inside, inner] of listOf(panel["panels"]).entries())
      addPanel(rows, { panel: objectOf(inner), pointer: `${pointer}/panels/${inside}`, top }, reading);
  }
  return rows.filter((row) => row.panels.length > 0);
}

interface SentPanel {
  readonly panel: Json;
  readonly pointer: string;
  /** Where its row begins. */
  readonly top: number;
}

function addPanel(rows: Rows, sent: SentPanel, reading: Reading): void {
  const { panel, pointer, top } = sent;
  const type = textOf(panel["type"], 64);
  const kind = Object.hasOwn(PANEL_TYPES, type) ? PANEL_TYPES[type] : undefined;
  if (kind === undefined) {
    reading.notTaken.push({ pointer, message: `there is no kind of picture like \`${type}\` here` });
    return;
  }
  if (reading.ids.size >= MOST_PANELS) {
    reading.notTaken.push({ pointer, message: `a dashboard has at most ${MOST_PANELS} panels` });
    return;
  }
  const id = `panel-${reading.ids.size + 1}`;
  reading.ids.add(id);
  const grid = objectOf(panel["gridPos"]);
  const x = Math.min(23, Math.max(0, numberOf(grid["x"])));
  rows.at(-1)?.panels.push({
    id,
    kind: variantOf(kind, panel),
    title: textOf(panel["title"], 200),
    description: textOf(panel["description"], 2_000),
    ...readFace(panel),
    options:
      kind === "text"
        ? { text: textOf(objectOf(panel["options"])["content"] ?? panel["content"], 20_000) }
        : {},
    queries: readTargets(listOf(panel["targets"]), pointer, reading),
    grid: {
      x,
      y: Math.min(1_000, Math.max(0, numberOf(grid["y"]) - top)),
      w: Math.max(1, Math.min(24 - x, numberOf(grid["w"]) || 12)),
      h: Math.max(1, Math.min(48, numberOf(grid["h"]) || 8)),
    },
  });
}

const numberOf = (value: unknown): number =>
  typeof value === "number" && Number.isFinite(value) ? Math.round(value) : 0;

function variantOf(kind: string, panel: Json): string {
  const custom = objectOf(objectOf(objectOf(panel["fieldConfig"])["defaults"])["custom"]);
  const isStacked = objectOf(custom["stacking"])["mode"] === "normal" || panel["stack"] === true;
  if (kind === "line" && custom["drawStyle"] === "bars") return isStacked ? "stacked_bar" : "bar";
  if (kind === "line" && isStacked) return "area";
  if (kind === "pie" && objectOf(panel["options"])["pieType"] === "donut") return "donut";
  return kind;
}

const COLOURS: Readonly<Record<string, "ok" | "warning" | "critical" | "info">> = {
  green: "ok",
  yellow: "warning",
  orange: "warning",
  red: "critical",
  blue: "info",
};

function readFace(panel: Json): object {
  const defaults = objectOf(objectOf(panel["fieldConfig"])["defaults"]);
  const unit = textOf(defaults["unit"], 32);
  const named = Object.hasOwn(UNITS, unit) ? UNITS[unit] : /^[a-z][a-z0-9/_]*$/i.test(unit) ? unit : "";
  const { decimals } = defaults;
  const steps = listOf(objectOf(defaults["thresholds"])["steps"]).flatMap((step) => {
    const { value, color } = objectOf(step);
    const severity = COLOURS[textOf(color, 32).replace(/^(?:dark|light|semi-dark)-/, "")];
    return typeof value === "number" && severity !== undefined ? [{ value, severity }] : [];
  });
  return {
    ...(named === undefined || named === "" ? {} : { unit: named }),
    ...(typeof decimals === "number" ? { decimals: Math.min(9, Math.max(0, Math.round(decimals))) } : {}),
    thresholds: steps.slice(0, 10),
  };
}

function readTargets(targets: readonly unknown[], pointer: string, { notTaken }: Reading): object[] {
  return targets.slice(0, 10).flatMap((sent, at) => {
    const target = objectOf(sent);
    const expression = textOf(target["expr"], 4_096);
    const query = expression === "" ? null : readPromql(expression);
    if (query === null) {
      const message =
        "only PromQL of one metric, its rate, an aggregation or a quantile of it can be said here";
      notTaken.push({ pointer: `${pointer}/targets/${at}`, message });
      return [];
    }
    const ref = textOf(target["refId"], 32);
    const legend = textOf(target["legendFormat"], 256);
    return [
      {
        ref: /^[A-Za-z]\w*$/.test(ref) ? ref : `Q${at + 1}`,
        source: "metrics",
        request: { ...query, group_by: query.group_by.slice(0, 20) },
        ...(legend === "" || legend === "__auto" ? {} : { legend: plainVariables(legend) }),
        hidden: target["hide"] === true,
      },
    ];
  });
}

type Variables = Dashboard["variables"][number][];

function readVariables(sent: unknown, { notTaken }: Reading): object[] {
  const taken: object[] = [];
  for (const [at, one] of listOf(sent).entries()) {
    const variable = objectOf(one);
    const read = readVariable(variable);
    if (read !== null && taken.length < 20) taken.push(read);
    else
      notTaken.push({
        pointer: `/templating/list/${at}`,
        message: `variables of type \`${textOf(variable["type"], 32)}\` like this one do not exist here`,
      });
  }
  return taken;
}

function readVariable(variable: Json): Partial<Variables[number]> | null {
  const name = textOf(variable["name"], 32).toLowerCase();
  if (!/^[a-z][a-z0-9_]*$/.test(name)) return null;
  const about = { name, label: textOf(variable["label"], 64) };
  const choice = { multiple: variable["multi"] === true, include_all: variable["includeAll"] === true };
  const values = textOf(variable["query"], 8_192)
    .split(",")
    .flatMap((value) => (value.trim() === "" ? [] : [value.trim().slice(0, 1_024)]));
  switch (variable["type"]) {
    case "custom":
      return values.length === 0
        ? null
        : { ...about, ...choice, kind: "fixed", values: values.slice(0, 500) };
    case "textbox":
    case "constant":
      return { ...about, kind: "text", current: values.slice(0, 1) };
    case "interval":
      return {
        ...about,
        kind: "interval",
        values: values.filter((value) => /^\d+[smhdw]$/.test(value)).slice(0, 50),
      };
    case "query":
      return labelVariable(about, choice, variable["query"]);
    default:
      return null;
  }
}

const LABEL_VALUES = /^label_values\(\s*(?:([a-zA-Z_:][\w:]*)(?:\{[^{}]*\})?\s*,\s*)?([a-zA-Z_]\w*)\s*\)$/;

function labelVariable(about: object, choice: object, query: unknown): Partial<Variables[number]> | null {
  const text = typeof query === "string" ? query : textOf(objectOf(query)["query"], 1_024);
  const match = LABEL_VALUES.exec(text.trim());
  if (match === null) return null;
  const [, metric, label_name = ""] = match;
  return { ...about, ...choice, kind: "label", label_name, ...(metric === undefined ? {} : { metric }) };
}
