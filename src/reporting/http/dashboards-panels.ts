// GET /v1/dashboards/{dashboard_id}/panels/{panel_id}/svg, /frames and /picture: one panel of a stored dashboard, for whoever may see
// the dashboard, with the data that this reader may see.

import { z } from "zod";
import { tenantOperation, type Operation, type Reply, type TenantCall } from "../../edge/index.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { findPanel, type PlacedPanel } from "../dashboard.ts";
import type { RangeMs } from "../kinds/kind.ts";
import { panelId } from "../panel.ts";
import { pictureSchema } from "../picture-view.ts";
import type { StoredDashboard } from "../stored-dashboard.ts";
import { choose, type Choices } from "../variable.ts";
import { dashboardParams, TAG } from "./dashboard-reply.ts";
import { markDashboard } from "./mark-dashboard.ts";
import { openDashboard } from "./open-dashboard.ts";
import { pictureReply } from "./panel-picture.ts";
import {
  choicesText,
  framesReply,
  framesSchema,
  rangeOfView,
  svgReply,
  viewFields,
  type View,
} from "./panel-view.ts";
import type { Readers, ReadingCall } from "./readers.ts";
import { runPanel, type Read } from "./run-panel.ts";

const params = dashboardParams.extend({ panel_id: panelId });
const query = z.strictObject({ ...viewFields, variables: choicesText });

export interface ShownPanel {
  readonly stored: StoredDashboard;
  readonly panel: PlacedPanel;
  readonly range: RangeMs;
  readonly zone: string;
  readonly choices: Choices;
  readonly read: Read;
}

interface PanelAsked {
  readonly dashboardId: string;
  readonly panelId: string;
  readonly view: View;
  readonly choices: Choices;
}

/** `dashboards.not_found`, and what running the panel refuses. */
async function showPanel(
  call: ReadingCall,
  readers: Readers,
  asked: PanelAsked,
): Promise<Result<ShownPanel>> {
  const opened = await openDashboard(call.session, { id: asked.dashboardId, action: "dashboards:view" });
  if (!opened.ok) return opened;
  const { stored } = opened.value;
  const { document } = stored;
  const panel = findPanel(document, asked.panelId);
  if (panel === null) return failed(fault("dashboards.not_found", `no panel \`${asked.panelId}\``));
  const range = rangeOfView(asked.view, document.time, call.nowMs);
  if (!range.ok) return range;
  const choices = choose(document.variables, asked.choices);
  const { comparison } = document;
  const read = await runPanel(call, readers, {
    panel,
    range: range.value,
    choices,
    comparison,
    shownBy: stored,
  });
  if (!read.ok) return read;
  const zone = asked.view.zone ?? document.time.zone;
  return ok({ stored, panel, range: range.value, zone, choices, read: read.value });
}

type Answer = (
  call: TenantCall,
  readers: Readers,
  shown: ShownPanel & { view: View },
) => Promise<Result<Reply>>;

interface Form {
  readonly id: string;
  readonly name: "svg" | "frames" | "picture";
  readonly summary: string;
  readonly response: {
    readonly description: string;
    readonly schema?: z.ZodType;
    readonly contentType?: string;
  };
  readonly answer: Answer;
}

const FORMS: readonly Form[] = [
  {
    id: "dashboards.draw_panel",
    name: "svg",
    summary: "Draw a panel of a dashboard",
    response: { description: "An SVG document", contentType: "image/svg+xml" },
    answer: async (call, readers, { stored, panel, range, zone, choices, read, view }) => {
      const marks = await markDashboard(call, readers, { stored, range });
      if (!marks.ok) return marks;
      return ok(await svgReply(read, { panel, view, range, zone, choices, marks: marks.value }));
    },
  },
  {
    id: "dashboards.read_panel",
    name: "frames",
    summary: "Read the data of a panel of a dashboard",
    response: { description: "Frames", schema: framesSchema },
    answer: async (_call, _readers, { read, range }) => ok(framesReply(read, range)),
  },
  {
    id: "dashboards.show_panel",
    name: "picture",
    summary: "Draw a panel of a dashboard, with its words and its values",
    response: {
      description: "The SVG document, a sentence, a table, and values by instant",
      schema: pictureSchema,
    },
    answer: async (call, readers, { stored, panel, range, zone, choices, read, view }) => {
      const marks = await markDashboard(call, readers, { stored, range });
      if (!marks.ok) return marks;
      return ok(await pictureReply(read, { panel, view, range, zone, choices, marks: marks.value }));
    },
  },
];

export const panelOperations = (readers: Readers): readonly Operation[] =>
  FORMS.map(({ id, name, summary, response, answer }) =>
    tenantOperation({
      id,
      method: "GET",
      path: `/v1/dashboards/{dashboard_id}/panels/{panel_id}/${name}`,
      tag: TAG,
      summary,
      description: "`variables` is a JSON object: a list of values by variable.",
      action: "dashboards:view",
      rows: true,
      params,
      query,
      body: { kind: "none" },
      responses: { 200: response },
      handle: async (typedCall) => {
        const call = typedCall as unknown as TenantCall;
        const { dashboard_id: dashboardId, panel_id: panel } = typedCall.params;
        const { variables: choices, ...view } = typedCall.query;
        const shown = await showPanel(call, readers, { dashboardId, panelId: panel, view, choices });
        return shown.ok ? answer(call, readers, { ...shown.value, view }) : shown;
      },
    }),
  );
