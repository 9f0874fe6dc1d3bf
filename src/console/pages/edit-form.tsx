// The form of a dashboard: what it is called, what time it shows, its panels; or the document itself as JSON. Every button
// works without a script; the script only draws panels while they are written.

import type { Dashboard } from "../../reporting/index.ts";
import type { Outcome, Visit } from "../page.ts";
import { problemOf, ProblemNotice } from "../problem-page.tsx";
import { Suggestions } from "../parts/query-fields.tsx";
import { When } from "../parts/when.tsx";
import type { Suggested } from "../suggestions.ts";
import { PanelForm } from "./edit-panel.tsx";

export interface Version {
  readonly version: number;
  readonly at: string;
  readonly author: string;
  readonly summary: string;
}

type Refused = Pick<Extract<Outcome<unknown>, { ok: false }>, "fault" | "action">;

export interface Editing {
  readonly draft: Dashboard;
  readonly text: string;
  readonly version: number;
  readonly mode: "form" | "json";
  readonly problem: (Refused & { readonly status: number }) | null;
  readonly suggested: Suggested;
  readonly versions: readonly Version[];
}

interface Shown {
  readonly visit: Visit;
  readonly editing: Editing;
}

export function EditMain({ visit, editing }: Shown) {
  const { words, csrf, params, call } = visit;
  const { draft, version, mode, problem } = editing;
  const t = words.edit;
  const path = `/console/dashboards/${params["dashboard_id"] ?? ""}`;
  return (
    <>
      <form method="post" action={`${path}/edit`} class="edit" data-editor data-preview={`${path}/preview`}>
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="version" value={String(version)} />
        <input type="hidden" name="mode" value={mode} />
        {mode === "form" ? <input type="hidden" name="document" value={JSON.stringify(draft)} /> : null}
        <div class="head">
          <h1>{t.title(draft.title)}</h1>
          <div class="actions">
            <button type="submit" name="do" value={mode === "form" ? "json" : "form"} formnovalidate>
              {mode === "form" ? t.asJson : t.asForm}
            </button>
            <a class="button quiet" href={path}>
              {t.cancel}
            </a>
            <button class="primary" type="submit" name="do" value="save">
              {t.save}
            </button>
          </div>
        </div>
        {problem === null ? null : (
          <ProblemNotice
            problem={problemOf(problem.fault, call.requestId)}
            words={words}
            action={problem.action}
          />
        )}
        {mode === "form" ? (
          <Fields visit={visit} editing={editing} />
        ) : (
          <JsonField visit={visit} editing={editing} />
        )}
      </form>
      <History visit={visit} editing={editing} path={path} />
    </>
  );
}

function JsonField({ visit: { words }, editing }: Shown) {
  const t = words.edit;
  return (
    <div class="json">
      <label>
        <span>{t.json}</span>
        <textarea name="json" rows={30} spellcheck={false} autocapitalize="off">
          {editing.text}
        </textarea>
      </label>
      <div class="panel preview" data-preview-of="all" aria-label={t.preview} role="region" tabindex={0}>
        <p class="small">{t.previewHint}</p>
      </div>
    </div>
  );
}

function Fields({ visit, editing }: Shown) {
  const { words } = visit;
  const { draft, suggested } = editing;
  const t = words.edit;
  let no = 0;
  return (
    <>
      <About visit={visit} editing={editing} />
      {draft.rows.map((row, at) => (
        <fieldset class="row-edit">
          <legend class="hidden">{t.row(at + 1)}</legend>
          <label class="inline">
            <span>{t.rowTitle}</span>
            <input name={`r${at}.title`} value={row.title} maxlength={200} />
          </label>
          {row.panels.map((panel) => (
            <PanelForm panel={panel} no={no++} words={words} />
          ))}
        </fieldset>
      ))}
      <div class="bar">
        <button type="submit" name="do" value="add" formnovalidate>
          {t.addPanel}
        </button>
        <button type="submit" name="do" value="add-text" formnovalidate>
          {t.addText}
        </button>
        <button type="submit" name="do" value="add-row" formnovalidate>
          {t.addRow}
        </button>
      </div>
      <Suggestions metrics={suggested.metrics} labels={suggested.labels} />
    </>
  );
}

function About({ visit: { words }, editing: { draft } }: Shown) {
  const t = words.edit;
  return (
    <fieldset class="about-edit">
      <legend class="hidden">{t.about}</legend>
      <div class="fields">
        <label class="grow">
          <span>{words.dashboards.name}</span>
          <input name="title" value={draft.title} required maxlength={200} />
        </label>
        <label>
          <span>{words.dashboards.folder}</span>
          <input name="folder" value={draft.folder} maxlength={256} />
        </label>
        <label>
          <span>{t.tags}</span>
          <input name="tags" value={draft.tags.join(", ")} />
        </label>
      </div>
      <label>
        <span>{t.description}</span>
        <input name="description" value={draft.description} maxlength={4_000} />
      </label>
      <Times words={words} draft={draft} />
    </fieldset>
  );
}

function Times({ words, draft }: Pick<Visit, "words"> & Pick<Editing, "draft">) {
  const t = words.edit;
  const { time } = draft;
  return (
    <div class="fields">
      <label>
        <span>{words.range.from}</span>
        <input name="time.from" value={time.from} maxlength={64} spellcheck={false} />
      </label>
      <label>
        <span>{words.range.to}</span>
        <input name="time.to" value={time.to} maxlength={64} spellcheck={false} />
      </label>
      <label>
        <span>{t.zone}</span>
        <input name="time.zone" value={time.zone} maxlength={64} spellcheck={false} />
      </label>
      <label>
        <span>{t.refresh}</span>
        <input name="refresh" type="number" min={5} max={86_400} value={time.refresh_seconds ?? ""} />
      </label>
      {draft.comparison.with === "earlier" ? null : (
        <label>
          <span>{t.comparison}</span>
          <select name="comparison">
            <option value="none" selected={draft.comparison.with === "none"}>
              {t.comparisons.none}
            </option>
            <option value="previous_period" selected={draft.comparison.with === "previous_period"}>
              {t.comparisons.previous}
            </option>
          </select>
        </label>
      )}
    </div>
  );
}

function History({ visit, editing, path }: Shown & { readonly path: string }) {
  const { words, csrf } = visit;
  const t = words.edit;
  return (
    <div class="below">
      <details class="folded">
        <summary>{t.history}</summary>
        <form method="post" action={`${path}/edit`}>
          <input type="hidden" name="csrf" value={csrf} />
          <input type="hidden" name="version" value={String(editing.version)} />
          <ul class="plain">
            {editing.versions.map(({ version, at, author, summary }) => (
              <li>
                <strong>{version}</strong> · <When at={at} /> · {summary} <span class="small">{author}</span>{" "}
                {version === editing.version ? null : (
                  <button class="quiet" type="submit" name="do" value={`restore:${version}`}>
                    {t.restore(version)}
                  </button>
                )}
              </li>
            ))}
          </ul>
        </form>
      </details>
      <details class="folded">
        <summary>{t.remove}</summary>
        <form method="post" action={`${path}/edit`}>
          <input type="hidden" name="csrf" value={csrf} />
          <input type="hidden" name="version" value={String(editing.version)} />
          <p>{t.removeWarning}</p>
          <button class="danger" type="submit" name="do" value="delete">
            {t.removeForGood}
          </button>
        </form>
      </details>
    </div>
  );
}
