// POST /v1/panels/render: a panel that the caller brings along, drawn. Its queries are the caller's own.

import { z } from "zod";
import { tenantOperation, type Operation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { panelSchema } from "../panel.ts";
import { TAG } from "./dashboard-reply.ts";
import { pictureReply } from "./panel-picture.ts";
import { choicesSchema, framesReply, framesSchema, rangeOfView, svgReply, viewFields } from "./panel-view.ts";
import type { Readers } from "./readers.ts";
import { runPanel } from "./run-panel.ts";

const bodySchema = z.strictObject({
  panel: panelSchema,
  ...viewFields,
  /** Values of the variables that its queries name. */
  variables: choicesSchema.default({}),
  as: z.enum(["svg", "frames", "picture"]).default("svg"),
});

const LAST_HOURS = { from: "now-6h", to: "now" };

export const renderPanelOperation = (readers: Readers): Operation =>
  tenantOperation({
    id: "panels.render",
    method: "POST",
    path: "/v1/panels/render",
    tag: TAG,
    summary: "Draw a panel",
    description:
      "Runs the panel's queries as the caller, with the caller's rights and row filters, and answers with an SVG document, with the frames that it would be drawn from, or with the picture, its words and its values.",
    action: "dashboards:view",
    rows: true,
    params: null,
    query: null,
    body: { kind: "json", schema: bodySchema, maxBytes: 1_048_576 },
    responses: {
      200: { description: "The picture, or its frames as JSON", schema: framesSchema },
    },
    handle: async (call) => {
      const { panel, variables: choices, as, ...view } = call.body;
      const range = rangeOfView(view, LAST_HOURS, call.nowMs);
      if (!range.ok) return range;
      const run = {
        panel,
        range: range.value,
        choices,
        comparison: { with: "none" as const },
        shownBy: null,
      };
      const read = await runPanel(call, readers, run);
      if (!read.ok) return read;
      if (as === "frames") return ok(framesReply(read.value, range.value));
      const picture = { panel, view, range: range.value, zone: view.zone ?? "UTC", marks: [], choices };
      return ok(await (as === "picture" ? pictureReply(read.value, picture) : svgReply(read.value, picture)));
    },
  });
