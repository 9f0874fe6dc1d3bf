// Any drawing as one SVG document: the same bytes for the same drawing, in a Worker, in Node, today and tomorrow. Tables
// and prose are drawn as far as they fit; who has a better way for them (a page, a sheet) takes them as data.

import type { Drawing, Size } from "../kinds/kind.ts";
import { LOOKS, type Look, type LookName } from "../look.ts";
import { cleanChart } from "./clean-chart.ts";
import type { RenderedChart } from "./echarts-parts.ts";
import { drawEmpty } from "./empty-svg.ts";
import { drawProse } from "./prose-svg.ts";
import { escapeXml, svgElement } from "./svg-element.ts";
import { drawTable } from "./table-svg.ts";

export interface SvgCanvas {
  readonly look: LookName;
  readonly size: Size;
  /** Different for each drawing of a page: its ids begin with it. */
  readonly id: string;
  /** What the picture is called, for who does not see it. */
  readonly title?: string;
}

export async function drawSvg(drawing: Drawing, canvas: SvgCanvas): Promise<string> {
  return (await drawPlotted(drawing, canvas)).svg;
}

/** With the place of its time axis, for who has a pointer. */
export async function drawPlotted(drawing: Drawing, canvas: SvgCanvas): Promise<RenderedChart> {
  const { size, title = "" } = canvas;
  const look = LOOKS[canvas.look];
  const prefix = canvas.id.replaceAll(/[^A-Za-z0-9_-]/g, "-");
  const label = [title, drawing.words].filter((text) => text !== "").join(": ");
  const background = svgElement("rect", { width: size.width, height: size.height, fill: look.background });
  const { svg: body, plot } = await drawBody(drawing, { look, size, prefix });
  const { width, height } = size;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeXml(label)}" font-family="${escapeXml(look.font)}">${background}${body}</svg>`;
  return { svg, plot };
}

interface Place {
  readonly look: Look;
  readonly size: Size;
  readonly prefix: string;
}

async function drawBody(drawing: Drawing, place: Place): Promise<RenderedChart> {
  if (drawing.form !== "chart") return { svg: drawStill(drawing, place), plot: null };
  const { renderChart } = await import("./echarts-parts.ts");
  const { svg, plot } = renderChart(drawing.option, place.size);
  return { svg: cleanChart(svg, place.prefix), plot };
}

function drawStill(drawing: Exclude<Drawing, { form: "chart" }>, { look, size }: Place): string {
  switch (drawing.form) {
    case "shapes":
      return drawing.body;
    case "table":
      return drawTable(drawing.table, look, size);
    case "prose":
      return drawProse(drawing.blocks, look, size);
    case "empty":
      return drawEmpty(drawing.words, look, size);
  }
}
