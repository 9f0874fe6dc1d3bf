// Changing a dashboard: by form or as JSON, with the panels drawn as they would be. Nothing is kept before `save`, and then
// only over the version that was read.

import { choose, parseDashboard, type Dashboard, type PictureView } from "../../reporting/index.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { changeRows, mergeForm, NotJson, parseDraft, parseJson } from "../draft.ts";
import { seeOther, type Outcome, type Page, type PageAnswer, type Visit } from "../page.ts";
import { markup } from "../markup.ts";
import { bodyText } from "../parts/panel.tsx";
import { pictureSize } from "../panel-size.ts";
import type { Board } from "../replies.ts";
import { suggest } from "../suggestions.ts";
import { EditMain, type Editing, type Version } from "./edit-form.tsx";

const MODES = ["form", "json"] as const;
const modeIn = (values: URLSearchParams): Editing["mode"] =>
  MODES.find((one) => one === values.get("mode")) ?? "form";

async function edit(visit: Visit): Promise<Outcome<PageAnswer>> {
  const { params, asking, query } = visit;
  const found = await asking.read<Board>("dashboards.get", { params });
  if (!found.ok) return found;
  const { version, dashboard } = found.value;
  return show(visit, {
    draft: dashboard,
    text: JSON.stringify(dashboard, null, 2),
    version,
    mode: modeIn(query),
    problem: null,
  });
}

async function show(
  visit: Visit,
  editing: Omit<Editing, "suggested" | "versions">,
): Promise<Outcome<PageAnswer>> {
  const { words, asking, params } = visit;
  const suggested = await suggest(asking, undefined);
  const versions = await asking.read<{ readonly data: readonly Version[] }>("dashboards.list_versions", {
    params,
    query: { limit: "10" },
  });
  const all = { ...editing, suggested, versions: versions.ok ? versions.value.data : [] };
  return {
    ok: true,
    value: {
      as: "page",
      title: words.edit.title(editing.draft.title),
      main: <EditMain visit={visit} editing={all} />,
      status: editing.problem === null ? 200 : editing.problem.status,
    },
  };
}

interface Draft {
  /** As it was written: nothing says yet that it is valid. */
  readonly draft: Dashboard;
  readonly text: string;
}

/** What the form says, as a document. `request.invalid` where it is no JSON. */
function readDraft(form: URLSearchParams): Result<Draft> {
  try {
    if (modeIn(form) === "json") {
      const text = form.get("json") ?? "";
      return ok({ draft: parseJson(text) as Dashboard, text });
    }
    return ok(rewritten(mergeForm(parseDraft(form.get("document") ?? ""), form)));
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    return failed(fault("request.invalid", `this is no JSON: ${error.message}`));
  }
}

async function take(visit: Visit): Promise<Outcome<PageAnswer>> {
  const { form, params, asking } = visit;
  const asked = form.get("do") ?? "save";
  const id = params["dashboard_id"] ?? "";
  const versioned = versionedBy(visit);
  if (asked === "delete") {
    const deleted = await asking.ask("dashboards.delete", versioned);
    return deleted.ok ? seeOther("/console/dashboards") : deleted;
  }
  if (asked.startsWith("restore:")) {
    const version = asked.slice("restore:".length);
    const restored = await asking.ask("dashboards.restore", { ...versioned, params: { ...params, version } });
    return restored.ok ? seeOther(`/console/dashboards/${id}`) : restored;
  }
  const read = readDraft(form);
  if (!read.ok) return again(visit, { ...(await fallback(visit)), refused: read });
  return asked === "save" ? save(visit, read.value) : redraw(visit, read.value, asked);
}

/** Another mode, or other panels: nothing is kept yet. */
async function redraw(visit: Visit, { draft }: Draft, asked: string): Promise<Outcome<PageAnswer>> {
  // What is no dashboard yet stays as it was typed.
  const valid = parseDashboard(draft);
  if (!valid.ok && modeIn(visit.form) === "json")
    return again(visit, { ...(await fallback(visit)), refused: valid });
  if (asked === "form" || asked === "json") return again(visit, { ...rewritten(draft), mode: asked });
  const rows = changeRows(draft.rows, asked);
  return again(visit, rewritten({ ...draft, rows: rows ?? draft.rows }));
}

async function save(visit: Visit, written: Draft): Promise<Outcome<PageAnswer>> {
  const { form, params, asking } = visit;
  const id = params["dashboard_id"] ?? "";
  const summary = form.get("summary")?.trim() ?? "";
  const saved = await asking.ask("dashboards.put", {
    ...versionedBy(visit),
    body: written.draft,
    query: { summary: summary === "" ? "changed in the console" : summary },
  });
  if (saved.ok) return seeOther(`/console/dashboards/${id}`);
  const shown = parseDashboard(written.draft).ok || modeIn(form) === "form" ? written : await fallback(visit);
  return again(visit, { ...shown, refused: saved });
}

const versionedBy = ({ form, params }: Visit) => ({
  params,
  headers: { "if-match": `"${form.get("version") ?? "0"}"` },
});

const rewritten = (draft: Dashboard): Draft => ({ draft, text: JSON.stringify(draft, null, 2) });

/** What was typed stays; the form goes on from what it began with. */
async function fallback({ form, asking, params }: Visit): Promise<Draft> {
  const text = form.get("json") ?? form.get("document") ?? "";
  const found = await asking.read<Board>("dashboards.get", { params });
  if (found.ok) return { draft: found.value.dashboard, text };
  const nothing = parseDashboard({ title: "…" });
  if (!nothing.ok) throw new Error("a title is a dashboard");
  return { draft: nothing.value, text };
}

interface Again extends Draft {
  readonly refused?: Refused;
  readonly mode?: Editing["mode"];
}

type Refused = Pick<Extract<Outcome<unknown>, { ok: false }>, "fault" | "action">;

async function again(visit: Visit, { draft, text, refused, mode }: Again): Promise<Outcome<PageAnswer>> {
  const { form } = visit;
  return show(visit, {
    draft,
    text,
    version: Number(form.get("version") ?? "0"),
    mode: mode ?? modeIn(form),
    problem: refused === undefined ? null : { ...refused, status: 422 },
  });
}

/** For the page's script: one panel of the draft, or the first of them, drawn. */
async function preview(visit: Visit): Promise<Outcome<PageAnswer>> {
  const { form } = visit;
  const read = readDraft(form);
  if (!read.ok)
    return { ok: true, value: { as: "fragment", html: bodyText(visit, { picture: read, title: "" }) } };
  const { draft } = read.value;
  const parts: string[] = [];
  const asked = form.get("panel");
  for (const panel of previewed(draft, asked)) {
    if (asked === "all") parts.push(markup(<h3>{titleOf(panel)}</h3>));
    parts.push(await drawn(visit, draft, panel));
  }
  return { ok: true, value: { as: "fragment", html: parts.join("") } };
}

const PREVIEW = { w: 12, h: 8 };

async function drawn(visit: Visit, draft: Dashboard, panel: Panel): Promise<string> {
  const { grid: _grid, ...document } = panel;
  const { width } = pictureSize(PREVIEW, visit.preferences.width);
  const variables = Array.isArray(draft.variables) ? choose(draft.variables, {}) : {};
  const { from, to } = draft.time ?? { from: "now-6h", to: "now" };
  const body = { panel: document, from, to, variables, width, height: PREVIEW_HEIGHT, as: "picture" };
  const picture = await visit.asking.read<PictureView>("panels.render", { body });
  return bodyText(visit, { picture, title: titleOf(panel) });
}

const titleOf = ({ title }: Panel): string => (typeof title === "string" ? title : "");

const PREVIEW_HEIGHT = 220;
const MOST_PREVIEWED = 6;

type Panel = Dashboard["rows"][number]["panels"][number];

function previewed({ rows }: Dashboard, asked: string | null): readonly Panel[] {
  const all = (Array.isArray(rows) ? rows : []).flatMap(({ panels }) =>
    Array.isArray(panels) ? panels : [],
  );
  const at = Number(asked ?? "all");
  return Number.isInteger(at) ? all.slice(at, at + 1) : all.slice(0, MOST_PREVIEWED);
}

export const editPages: readonly Page[] = [
  {
    id: "edit_dashboard",
    method: "GET",
    path: "/console/dashboards/{dashboard_id}/edit",
    summary: "Change a dashboard",
    answer: edit,
  },
  {
    id: "change_dashboard",
    method: "POST",
    path: "/console/dashboards/{dashboard_id}/edit",
    summary: "Take a changed dashboard",
    answer: take,
  },
  {
    id: "preview_dashboard",
    method: "POST",
    path: "/console/dashboards/{dashboard_id}/preview",
    summary: "Panels of a draft, drawn",
    answer: preview,
  },
];
