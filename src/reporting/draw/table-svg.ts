// A table as far as it fits: columns as wide as they need, in proportion where that is too wide; numbers to the right.

import type { Cell, Column, Size, Table } from "../kinds/kind.ts";
import type { Look } from "../look.ts";
import { svgElement, svgText } from "./svg-element.ts";
import { columnWidths } from "./column-widths.ts";
import { fitText } from "./text-width.ts";

const ROW = 26;
const PAD = 10;
const MARGIN = 6;

export function drawTable(table: Table, look: Look, size: Size): string {
  const widths = columnWidths(table, { fontSize: look.fontSize, pad: PAD, width: size.width - 2 * MARGIN });
  const room = Math.max(0, Math.floor((size.height - MARGIN - ROW) / ROW));
  const hasMore = table.rows.length + table.more > room;
  const shown = table.rows.slice(0, hasMore ? Math.max(0, room - 1) : room);
  const place = { widths, look, table };
  const rows = shown.map((row, at) => drawRow(row, MARGIN + ROW * (at + 1), place));
  const missing = table.rows.length - shown.length + table.more;
  const rest = hasMore
    ? svgText(`${missing} more rows`, {
        x: MARGIN + PAD,
        y: MARGIN + ROW * (shown.length + 1.5),
        size: look.fontSize - 1,
        fill: look.muted,
        font: look.font,
      })
    : "";
  return [drawHead(place, size.width), ...rows, rest].join("");
}

interface Place {
  readonly widths: readonly number[];
  readonly look: Look;
  readonly table: Table;
}

function cellText(
  text: string,
  column: Column,
  place: Place & { x: number; at: number; y: number; fill: string },
) {
  const { look, widths, x, at, y, fill } = place;
  const width = widths[at] ?? 0;
  const isRight = column.align === "right";
  return svgText(fitText(text.replaceAll(/\s+/g, " "), look.fontSize, width - 2 * PAD), {
    x: isRight ? x + width - PAD : x + PAD,
    y: y + ROW / 2,
    size: look.fontSize,
    fill,
    font: look.font,
    anchor: isRight ? "end" : "start",
  });
}

function drawHead(place: Place, width: number): string {
  const { look, table, widths } = place;
  let x = MARGIN;
  const band = svgElement("rect", {
    x: MARGIN,
    y: MARGIN,
    width: width - 2 * MARGIN,
    height: ROW,
    fill: look.surface,
  });
  const titles = table.columns.map((column, at) => {
    const text = cellText(column.title, column, { ...place, x, at, y: MARGIN, fill: look.muted });
    x += widths[at] ?? 0;
    return text;
  });
  return [band, ...titles].join("");
}

function drawRow(row: readonly Cell[], y: number, place: Place): string {
  const { look, table, widths } = place;
  const total = widths.reduce((sum, one) => sum + one, 0);
  const ruler = svgElement("line", {
    x1: MARGIN,
    x2: MARGIN + total,
    y1: y + ROW,
    y2: y + ROW,
    stroke: look.grid,
  });
  let x = MARGIN;
  const texts = table.columns.map((column, at) => {
    const cell = row[at];
    const { severity = null } = cell ?? {};
    const fill = severity === null ? look.text : look.severities[severity];
    const text = cellText(cell?.text ?? "", column, { ...place, x, at, y, fill });
    x += widths[at] ?? 0;
    return text;
  });
  return [ruler, ...texts].join("");
}
