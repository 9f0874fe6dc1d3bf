// What a schedule says about dashboards, judged by the dashboards as they are: those that there are for whoever saves it, their
// panels and variables, and the panels that the condition is about. Refused now, not at the due time, when nobody is told.

import type { TenantSession } from "../../edge/index.ts";
import { fault, type Violation } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { findPanel, type Dashboard } from "../dashboard.ts";
import type { Schedule, ScheduledBoard } from "../schedules/schedule.ts";
import { openDashboard } from "./open-dashboard.ts";

const NO_PANEL = "it has no such panel";

export async function judgeBoards(session: TenantSession, schedule: Schedule): Promise<Result<null>> {
  const violations: Violation[] = [];
  const found = new Map<string, Dashboard>();
  for (const [at, board] of schedule.dashboards.entries()) {
    const opened = await openDashboard(session, { id: board.id, action: "dashboards:view" });
    if (!opened.ok && opened.fault.code !== "dashboards.not_found") return opened;
    if (!opened.ok)
      violations.push({ pointer: `/dashboards/${at}/id`, message: "there is no such dashboard" });
    else {
      const { document } = opened.value.stored;
      found.set(board.id, document);
      violations.push(...judgeBoard(board, document, `/dashboards/${at}`));
    }
  }
  violations.push(...judgeCondition(schedule, found));
  if (violations.length === 0) return ok(null);
  return failed(fault("request.invalid", "the schedule is not valid", violations));
}

/** A name as a part of a pointer (RFC 6901). */
const part = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");

function judgeBoard(board: ScheduledBoard, document: Dashboard, pointer: string): Violation[] {
  const panels = board.panels.flatMap((panel, no) =>
    findPanel(document, panel) === null ? [{ pointer: `${pointer}/panels/${no}`, message: NO_PANEL }] : [],
  );
  const names = document.variables.map(({ name }) => name);
  const variables = Object.keys(board.variables).flatMap((name) =>
    names.includes(name)
      ? []
      : [{ pointer: `${pointer}/variables/${part(name)}`, message: "it has no such variable" }],
  );
  return [...panels, ...variables];
}

/** A test of a panel that is not read is never met: nothing would be sent, and nobody would know why. */
function judgeCondition(
  { condition, dashboards }: Schedule,
  found: ReadonlyMap<string, Dashboard>,
): Violation[] {
  return (condition?.tests ?? []).flatMap(({ panel_id: id, dashboard_id: of = dashboards[0]?.id }, at) => {
    const document = found.get(of ?? "");
    if (id === undefined || document === undefined) return [];
    const pointer = `/condition/tests/${at}/panel_id`;
    if (findPanel(document, id) === null) return [{ pointer, message: `\`${of}\` has no such panel` }];
    const chosen = dashboards.find((board) => board.id === of)?.panels ?? [];
    return chosen.length === 0 || chosen.includes(id) ? [] : [{ pointer, message: "is not in the report" }];
  });
}
