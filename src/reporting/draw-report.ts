// The pictures of a report, drawn once for whatever it is rendered as: SVG for what is a picture, data for tables and prose.

import { draw } from "./draw/draw-panel.ts";
import { drawSvg } from "./draw/draw-svg.ts";
import type { Drawing, Size } from "./kinds/kind.ts";
import type { LookName } from "./look.ts";
import type { Report, ReportPanel, ReportSection } from "./report.ts";

export interface DrawnPanel {
  readonly title: string;
  readonly description: string;
  readonly isHalf: boolean;
  readonly drawing: Drawing;
  readonly size: Size;
  /** Null for tables and prose, which have no size of their own. */
  readonly svg: string | null;
}

export interface DrawnSection extends Pick<ReportSection, "title" | "description"> {
  readonly panels: readonly DrawnPanel[];
}

const FULL_WIDTH = 720;
const HALF_WIDTH = 352;

/** LIMIT: with these heights two full pictures and a pair of halves fit a page of A4 below a heading. Kinds that a low picture says as much in, and those that need room. */
const LOW = new Set(["stat", "gauge", "bar_gauge", "state_timeline"]);
const HIGH = new Set([
  "topology",
  "sankey",
  "flame_graph",
  "trace",
  "treemap",
  "sunburst",
  "radar",
  "geo_map",
]);

function sizeOf({ panel, width = "full" }: ReportPanel): Size {
  const isHalf = width === "half";
  const height = LOW.has(panel.kind) ? 190 : HIGH.has(panel.kind) && !isHalf ? 360 : isHalf ? 225 : 262;
  return { width: isHalf ? HALF_WIDTH : FULL_WIDTH, height };
}

export async function drawReport(
  report: Pick<Report, "sections" | "zone" | "range">,
  look: LookName,
): Promise<DrawnSection[]> {
  const sections: DrawnSection[] = [];
  for (const { panels, ...section } of report.sections) {
    const drawn: DrawnPanel[] = [];
    // One after another: each chart is held while it is drawn.
    for (const panel of panels)
      drawn.push(await drawOne(report, panel, { look, id: `p${sections.length}-${drawn.length}` }));
    sections.push({ ...section, panels: drawn });
  }
  return sections;
}

interface Place {
  readonly look: LookName;
  readonly id: string;
}

async function drawOne(
  { zone, range }: Pick<Report, "zone" | "range">,
  reported: ReportPanel,
  { look, id }: Place,
): Promise<DrawnPanel> {
  const { panel, frames, marks = [], width } = reported;
  const size = sizeOf(reported);
  const drawing = reported.drawing ?? draw(panel, frames, { look, size, zone, range, marks });
  const isPicture = drawing.form === "chart" || drawing.form === "shapes";
  const { title, description } = panel;
  const svg = isPicture ? await drawSvg(drawing, { look, size, id, title }) : null;
  return { title, description, isHalf: width === "half", drawing, size, svg };
}
