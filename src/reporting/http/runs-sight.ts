// What somebody may see of a report: of each dashboard and panel, whether it is read, and on which rows. INVARIANT: whoever has
// the same rights, written out, gets the same rendering; nobody gets one that was read under other rights.

import type { AlsoAsked, TenantSession } from "../../edge/index.ts";
import { hex } from "../../kernel/bytes.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { sha256 } from "../../kernel/sha256.ts";
import { ACTIONS } from "../../policy/index.ts";
import { isDataFormat } from "../distribute/render-report.ts";
import type { PlacedPanel } from "../dashboard.ts";
import type { Schedule, ScheduledBoard } from "../schedules/schedule.ts";
import type { StoredDashboard } from "../stored-dashboard.ts";
import { choose, type Choices } from "../variable.ts";
import { EXPORT_ASK } from "./exports-units.ts";
import { openDashboard } from "./open-dashboard.ts";
import { asksOf } from "./run-panel.ts";

export interface SeenPanel {
  readonly panel: PlacedPanel;
  readonly isReadable: boolean;
}

export interface SeenBoard {
  readonly id: string;
  readonly stored: StoredDashboard;
  readonly choices: Choices;
  readonly panels: readonly SeenPanel[];
}

/** By dashboard: a file goes on to be what it was when the dashboard is changed. */
export type BoardVersions = Readonly<Record<string, number>>;

export interface Sight {
  /** Of what may be seen, written out: the same for whoever may see the same. */
  readonly rights: string;
  readonly versions: BoardVersions;
  /** The newest ones, whose folder, owner and tags it was judged by. */
  readonly heads: BoardVersions;
  /** Of the policies that it was judged by. */
  readonly epoch: number;
  readonly boards: readonly SeenBoard[];
  readonly hiddenBoards: number;
  readonly besides: readonly AlsoAsked[];
}

const VIEW = "reports:view";

/** What must be allowed on every row, besides reading it. */
const besidesOf = ({ format }: Schedule): readonly AlsoAsked[] => [
  { action: VIEW, resource: { type: ACTIONS[VIEW].kind, isUnread: true } },
  ...(isDataFormat(format) ? [EXPORT_ASK] : []),
];

export const seesAnything = ({ boards }: Sight): boolean =>
  boards.some(({ panels }) => panels.some(({ isReadable }) => isReadable));

/** What reading the dashboards refuses, but for those that are not there for this reader. */
export async function sightOf(
  session: TenantSession,
  schedule: Schedule,
  versions: BoardVersions = {},
): Promise<Result<Sight>> {
  const besides = besidesOf(schedule);
  const boards: SeenBoard[] = [];
  const rights: unknown[] = [];
  for (const wanted of schedule.dashboards) {
    const version = versions[wanted.id] ?? 0;
    const opened = await openDashboard(session, { id: wanted.id, version, action: "dashboards:view" });
    if (!opened.ok && opened.fault.code !== "dashboards.not_found") return opened;
    if (!opened.ok) {
      rights.push([wanted.id, null]);
      continue;
    }
    const seen = panelsOf(session, { wanted, stored: opened.value.stored, besides });
    boards.push(seen.board);
    rights.push([wanted.id, seen.rights]);
  }
  const hiddenBoards = schedule.dashboards.length - boards.length;
  return ok({
    rights: hex(sha256(JSON.stringify(rights))),
    versions: Object.fromEntries(boards.map(({ id, stored }) => [id, stored.version])),
    heads: Object.fromEntries(boards.map(({ id, stored }) => [id, stored.head.version])),
    epoch: session.bundle.epoch,
    boards,
    hiddenBoards,
    besides,
  });
}

interface Opened {
  readonly wanted: ScheduledBoard;
  readonly stored: StoredDashboard;
  readonly besides: readonly AlsoAsked[];
}

function panelsOf(session: TenantSession, { wanted, stored, besides }: Opened) {
  const { rows, variables } = stored.document;
  const all = rows.flatMap((row) => row.panels);
  const chosen = wanted.panels.length === 0 ? all : all.filter(({ id }) => wanted.panels.includes(id));
  const judged = chosen.map((panel) => ({ panel, rights: rightsOn(session, panel, { stored, besides }) }));
  const panels = judged.map(({ panel, rights }) => ({ panel, isReadable: rights !== null }));
  const board: SeenBoard = { id: wanted.id, stored, choices: choose(variables, wanted.variables), panels };
  return { board, rights: judged.map(({ panel, rights }) => [panel.id, rights]) };
}

/** The rows of each of its sources; null where one of them is not allowed. */
function rightsOn(
  session: TenantSession,
  { queries }: PlacedPanel,
  { stored, besides }: Pick<Opened, "stored" | "besides">,
): readonly unknown[] | null {
  const rights: unknown[] = [];
  for (const { source, hidden } of queries) {
    if (hidden) continue;
    const asks = asksOf(source, stored, besides);
    const allowed = asks === null ? ok(session) : session.also(asks);
    if (!allowed.ok) return null;
    rights.push([source, asks === null ? null : allowed.value.rowFilter]);
  }
  return rights;
}
