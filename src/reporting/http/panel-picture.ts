// A picture with all that is known of it: the SVG, its sentence, its table, and its values by instant. What a page needs to
// show a chart to everybody: who sees it, who has it read out, and who points at it.

import { jsonReply, type Reply } from "../../edge/index.ts";
import { draw } from "../draw/draw-panel.ts";
import { drawPlotted } from "../draw/draw-svg.ts";
import { tellValues } from "../draw/tell-values.ts";
import type { Frame } from "../frame.ts";
import type { Drawing } from "../kinds/kind.ts";
import { LOOKS } from "../look.ts";
import type { PictureView } from "../picture-view.ts";
import { fillText } from "../variable.ts";
import type { Picture } from "./panel-view.ts";
import type { Read } from "./run-panel.ts";

const MOST_ROWS = 200;

export async function pictureReply({ frames, isFiltered }: Read, picture: Picture): Promise<Reply> {
  const { panel, view, range, zone, marks, choices } = picture;
  const size = { width: view.width, height: view.height };
  const canvas = { look: view.look, size, zone, range, marks };
  const drawing = draw(panel, frames, canvas);
  const title = fillText(panel.title, choices);
  const { svg, plot } = await drawPlotted(drawing, { look: view.look, size, id: panel.id, title });
  const axis = drawing.form === "chart" ? drawing.axis : undefined;
  const face = { unit: panel.unit, decimals: panel.decimals };
  const reply: PictureView = {
    form: drawing.form,
    words: drawing.words,
    svg,
    table: tableOf(drawing, picture, frames),
    blocks: drawing.form === "prose" ? drawing.blocks.map((block) => ({ ...block })) : null,
    pointed:
      plot === null || axis === undefined
        ? null
        : {
            from_ms: axis.fromMs,
            to_ms: axis.toMs,
            ...plot,
            ...plain(tellValues(frames, { face, look: LOOKS[view.look], zone, range })),
          },
    option: drawing.form === "chart" && drawing.isOwn === true ? { ...drawing.option } : null,
    from: new Date(range.fromMs).toISOString(),
    to: new Date(range.toMs).toISOString(),
    row_filter_applied: isFiltered,
  };
  return jsonReply(200, reply);
}

/** The picture's own table, or what it is drawn from as one. */
function tableOf(drawing: Drawing, picture: Picture, frames: readonly Frame[]): PictureView["table"] {
  if (drawing.form === "prose" || frames.length === 0) return null;
  const { panel, view, range, zone } = picture;
  const canvas = { look: view.look, size: { width: view.width, height: view.height }, zone, range };
  const asTable = { ...panel, kind: "table", options: { most_rows: MOST_ROWS } };
  const told = drawing.form === "table" ? drawing : draw(asTable, frames, canvas);
  if (told.form !== "table") return null;
  const { columns, rows, more } = told.table;
  return {
    columns: columns.map(({ title, align }) => ({ title, align })),
    rows: rows.slice(0, MOST_ROWS).map((row) => row.map(({ text, severity = null }) => ({ text, severity }))),
    more: more + Math.max(0, rows.length - MOST_ROWS),
  };
}

const plain = ({ instants, told, series }: ReturnType<typeof tellValues>) => ({
  instants: [...instants],
  told: [...told],
  series: series.map(({ values, ...rest }) => ({ ...rest, values: [...values] })),
});
