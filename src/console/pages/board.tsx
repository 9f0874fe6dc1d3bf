// A dashboard as it is read: its pictures stand in the page as it arrives, then a script makes them answer to a pointer.

import type { Child } from "hono/jsx";
import { choose, fillIn, type Dashboard, type PictureView } from "../../reporting/index.ts";
import { fault } from "../../kernel/fault.ts";
import { choicesIn, offerVariables, type OfferedVariable } from "../board-variables.ts";
import { slot } from "../document.tsx";
import type { Outcome, Page, PageAnswer, Visit } from "../page.ts";
import { pictureSize } from "../panel-size.ts";
import { bodyText, gridRules, inReadingOrder, PanelFrame, roomOf, type Panel } from "../parts/panel.tsx";
import { RangePicker, rangeIn, type AskedRange } from "../parts/range.tsx";
import { VariablePicker } from "../parts/variable-picker.tsx";
import type { Board } from "../replies.ts";
import { BOARD_ACTIONS, BoardActions, PanelMenu } from "./board-actions.tsx";

interface Reading {
  readonly board: Board;
  readonly range: AskedRange;
  readonly choices: Readonly<Record<string, readonly string[]>>;
  readonly variables: readonly OfferedVariable[];
  readonly offered: ReadonlySet<string>;
}

async function show(visit: Visit): Promise<Outcome<PageAnswer>> {
  const { params, query, asking } = visit;
  const found = await asking.read<Board>("dashboards.get", { params });
  if (!found.ok) return found;
  const { dashboard } = found.value;
  const range = rangeIn(query);
  const shown = { from: range.from ?? dashboard.time.from, to: range.to ?? dashboard.time.to };
  const choices = choicesIn(query);
  const variables = await offerVariables(asking, { board: found.value, range: shown, choices });
  const offered = await asking.offered(BOARD_ACTIONS);
  const reading = { board: found.value, range, choices, variables, offered };
  const panels = new Map(dashboard.rows.flatMap((row) => row.panels).map((panel) => [panel.id, panel]));
  return {
    ok: true,
    value: {
      as: "page",
      title: found.value.title,
      main: <BoardMain visit={visit} reading={reading} />,
      styles: gridRules(dashboard.rows),
      hasFrames: [...panels.values()].some(({ kind }) => kind === "custom"),
      fill: async (id) => {
        const panel = panels.get(id);
        return panel === undefined ? "" : drawnSafely(visit, reading, panel);
      },
    },
  };
}

function BoardMain({ visit, reading }: { readonly visit: Visit; readonly reading: Reading }) {
  const { words, query } = visit;
  const { board, variables, offered } = reading;
  const { dashboard } = board;
  const { time } = dashboard;
  return (
    <div class="board" data-refresh={time.refresh_seconds ?? undefined}>
      <div class="head">
        <div>
          {board.folder === "" ? null : (
            <p class="crumbs">
              <a href={`/console/dashboards?folder=${encodeURIComponent(board.folder)}`}>{board.folder}</a>
            </p>
          )}
          <h1>{board.title}</h1>
          {dashboard.description === "" ? null : <p class="lead">{dashboard.description}</p>}
        </div>
        <BoardActions visit={visit} board={board} offered={offered} />
      </div>
      <form class="bar" data-live>
        <RangePicker words={words} query={query} own={time} isOptional={true} />
        {variables.map((one) => (
          <VariablePicker offered={one} chosen={choose(dashboard.variables, reading.choices)} words={words} />
        ))}
        <button class="primary" type="submit">
          {words.board.show}
        </button>
        <button class="quiet" type="button" data-refresh-now hidden>
          {words.board.refresh}
        </button>
        <span class="small" data-refreshed aria-live="polite"></span>
      </form>
      <Links links={dashboard.links} />
      {dashboard.rows.map((row) => (
        <Row row={row} visit={visit} reading={reading} />
      ))}
      {dashboard.rows.every(({ panels }) => panels.length === 0) ? (
        <p class="notice">
          {words.board.noPanels}{" "}
          {offered.has("dashboards.put") ? (
            <a href={`/console/dashboards/${board.id}/edit`}>{words.board.edit}</a>
          ) : null}
        </p>
      ) : null}
    </div>
  );
}

function Links({ links }: { readonly links: Dashboard["links"] }) {
  if (links.length === 0) return null;
  return (
    <ul class="links">
      {links.map(({ title, url }) => (
        <li>
          <a href={url} rel="noreferrer">
            {title}
          </a>
        </li>
      ))}
    </ul>
  );
}

interface Within {
  readonly visit: Visit;
  readonly reading: Reading;
}

function Row({ row, visit, reading }: { readonly row: Dashboard["rows"][number] } & Within): Child {
  const panels = inReadingOrder(row.panels);
  const grid = (
    <div class="grid">
      {panels.map((panel) => (
        <PanelFrame
          panel={panel}
          level={row.title === "" ? 2 : 3}
          title={titleOf(panel, reading)}
          words={visit.words}
          source={sourceOf(visit, reading, panel)}
          windowWidth={visit.preferences.width}
          menu={<PanelMenu visit={visit} board={reading.board} panel={panel} offered={reading.offered} />}
          body={slot(panel.id)}
        />
      ))}
    </div>
  );
  if (row.title === "") return grid;
  return (
    <details class="row" open={!row.collapsed}>
      <summary>
        <h2>{row.title}</h2>
      </summary>
      {grid}
    </details>
  );
}

const titleOf = (panel: Panel, { board, choices }: Reading): string =>
  String(fillIn(panel.title, choose(board.dashboard.variables, choices)));

const sourceOf = ({ query }: Visit, { board }: Reading, { id }: Panel): string => {
  const search = query.toString();
  return `/console/dashboards/${board.id}/panels/${id}${search === "" ? "" : `?${search}`}`;
};

/** The page is on its way already: a bug in one panel is told in its place. */
async function drawnSafely(visit: Visit, reading: Reading, panel: Panel): Promise<string> {
  try {
    return await drawnBody(visit, reading, panel);
  } catch (error) {
    const detail = error instanceof Error ? `${error.name}: ${error.message}` : "thrown";
    visit.call.rim.report({ event: "bug", detail });
    return bodyText(visit, { picture: { ok: false, fault: fault("internal.bug", detail) }, title: "" });
  }
}

async function drawnBody(visit: Visit, reading: Reading, panel: Panel): Promise<string> {
  const size = pictureSize(roomOf(panel), visit.preferences.width);
  const asked = { boardId: reading.board.id, panelId: panel.id, size };
  const picture = await readPicture(visit, asked);
  return bodyText(visit, { picture, title: titleOf(panel, reading) });
}

interface AskedPicture {
  readonly boardId: string;
  readonly panelId: string;
  readonly size: { readonly width: number; readonly height: number };
}

function readPicture(visit: Visit, { boardId, panelId, size }: AskedPicture): Promise<Outcome<PictureView>> {
  const { asking, query } = visit;
  const choices = choicesIn(query);
  return asking.read<PictureView>("dashboards.show_panel", {
    params: { dashboard_id: boardId, panel_id: panelId },
    query: {
      ...rangeIn(query),
      width: String(size.width),
      height: String(size.height),
      ...(Object.keys(choices).length === 0 ? {} : { variables: JSON.stringify(choices) }),
    },
  });
}

const side = (text: string | null, otherwise: number): number => {
  const wanted = Math.round(Number(text ?? ""));
  return wanted >= 80 && wanted <= 4_000 ? wanted : otherwise;
};

/** For the page's script: the picture anew, or the values along its time axis. */
async function showPanel(visit: Visit): Promise<Outcome<PageAnswer>> {
  const { params, query } = visit;
  const { dashboard_id: boardId = "", panel_id: panelId = "" } = params;
  const size = { width: side(query.get("w"), 640), height: side(query.get("h"), 300) };
  const picture = await readPicture(visit, { boardId, panelId, size });
  if (query.get("form") === "values")
    return picture.ok ? { ok: true, value: { as: "json", value: picture.value.pointed } } : picture;
  return { ok: true, value: { as: "fragment", html: bodyText(visit, { picture, title: "" }) } };
}

export const boardPages: readonly Page[] = [
  {
    id: "dashboard",
    method: "GET",
    path: "/console/dashboards/{dashboard_id}",
    summary: "A dashboard",
    answer: show,
  },
  {
    id: "dashboard_panel",
    method: "GET",
    path: "/console/dashboards/{dashboard_id}/panels/{panel_id}",
    summary: "One panel of a dashboard, drawn anew",
    answer: showPanel,
  },
];
