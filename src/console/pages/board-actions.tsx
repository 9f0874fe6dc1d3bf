// What can be done with a dashboard and with one of its panels: change, take along as a file, have it sent.

import { EXPORT_FORMATS } from "../export-formats.ts";
import type { Visit } from "../page.ts";
import type { Panel } from "../parts/panel.tsx";
import { rangeIn } from "../parts/range.tsx";
import type { Board } from "../replies.ts";

/** What is offered only to whom it would be allowed. */
export const BOARD_ACTIONS = ["exports.create", "schedules.create", "dashboards.put"] as const;

interface Shown {
  readonly visit: Visit;
  readonly board: Board;
  /** Of BOARD_ACTIONS. */
  readonly offered: ReadonlySet<string>;
}

export function BoardActions({ visit, board, offered }: Shown) {
  const t = visit.words.board;
  return (
    <div class="actions">
      {offered.has("exports.create") ? (
        <details class="menu">
          <summary class="button">{t.export}</summary>
          <div class="sheet">
            <ExportForm visit={visit} board={board} panel={null} />
          </div>
        </details>
      ) : null}
      {offered.has("schedules.create") ? (
        <a class="button" href={`/console/schedules?dashboard=${board.id}`}>
          {t.schedule}
        </a>
      ) : null}
      {offered.has("dashboards.put") ? (
        <a class="button primary" href={`/console/dashboards/${board.id}/edit`}>
          {t.edit}
        </a>
      ) : null}
    </div>
  );
}

export function PanelMenu({ visit, board, panel, offered }: Shown & { readonly panel: Panel }) {
  const t = visit.words.board;
  const isExported = panel.queries.length > 0 && offered.has("exports.create");
  if (!isExported && panel.links.length === 0) return null;
  return (
    <details class="menu">
      <summary class="dots" aria-label={t.panelMenu(panel.title)}>
        <span aria-hidden="true">⋯</span>
      </summary>
      <div class="sheet">
        {isExported ? <ExportForm visit={visit} board={board} panel={panel} /> : null}
        {panel.links.map(({ title, url }) => (
          <a href={url} rel="noreferrer">
            {title}
          </a>
        ))}
      </div>
    </details>
  );
}

function ExportForm({ visit, board, panel }: Omit<Shown, "offered"> & { readonly panel: Panel | null }) {
  const { words, csrf, query } = visit;
  const t = words.exports;
  const { time } = board.dashboard;
  const { from = time.from, to = time.to } = rangeIn(query);
  const title = panel === null || panel.title === "" ? board.title : panel.title;
  return (
    <form method="post" action="/console/exports" class="stack" data-download>
      <input type="hidden" name="csrf" value={csrf} />
      <input type="hidden" name="dashboard" value={board.id} />
      {panel === null ? null : <input type="hidden" name="panel" value={panel.id} />}
      <input type="hidden" name="title" value={title} />
      <input type="hidden" name="from" value={from} />
      <input type="hidden" name="to" value={to} />
      {[...query]
        .filter(([name]) => name.startsWith("var."))
        .map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
      <label>
        {t.format}
        <select name="format">
          {EXPORT_FORMATS.map((format) => (
            <option value={format}>{t.formats[format] ?? format}</option>
          ))}
        </select>
      </label>
      <button class="primary" type="submit" name="mode" value="inline">
        {t.download}
      </button>
      <button class="quiet" type="submit" name="mode" value="background">
        {t.background}
      </button>
    </form>
  );
}
