// A section: its heading on a new page, its panels below each other, halves side by side.

import type { DrawnPanel, DrawnSection } from "../draw-report.ts";
import type { Report } from "../report.ts";
import { hasName, panelNodeId, sectionId } from "./contents.ts";
import { panelNodes } from "./panel.ts";
import { COLUMN_GAP, HALF_WIDTH, INK, SIZE } from "./paper.ts";
import type { Pen, PdfNode } from "./pen.ts";

interface Place {
  readonly at: number;
  readonly report: Report;
  readonly pen: Pen;
}

export function sectionNodes(section: DrawnSection, { at, report, pen }: Place): PdfNode[] {
  const heading = headingOf(section, { at, report, pen });
  const nodes: PdfNode[] = heading;
  for (let no = 0; no < section.panels.length; no++) {
    const [panel, next] = section.panels.slice(no, no + 2);
    if (panel === undefined) break;
    const place = { language: report.language, pen, id: panelNodeId(at, no) };
    if (!isColumn(panel) || !isColumn(next)) {
      nodes.push(...panelNodes(panel, place));
      continue;
    }
    const beside = { ...place, id: panelNodeId(at, ++no) };
    const columns = [panelNodes(panel, place), panelNodes(next, beside)];
    nodes.push({
      unbreakable: true,
      columnGap: COLUMN_GAP,
      columns: columns.map((stack) => ({ width: HALF_WIDTH, stack })),
    });
  }
  return nodes;
}

/** Tables need the page's width. */
const isColumn = (panel: DrawnPanel | undefined): panel is DrawnPanel =>
  panel?.isHalf === true && panel.drawing.form !== "table";

function headingOf({ title, description }: DrawnSection, { at, report, pen }: Place): PdfNode[] {
  // One without a name goes on where the last one ended.
  if (!hasName({ title })) return at === 0 ? [{ text: "", pageBreak: "before" }] : [];
  const bar = { canvas: [{ type: "rect", x: 0, y: 0, w: 32, h: 3, color: report.brand.colour }] };
  const id = sectionId(at);
  const about =
    description === undefined || description === ""
      ? []
      : [pen.write(description, { color: INK.muted, margin: [0, 3, 0, 0] })];
  const heading = {
    ...pen.write(title, { fontSize: SIZE.heading, bold: true, margin: [0, 6, 0, 0], id }),
    outline: true,
    outlineText: title,
    outlineExpanded: true,
  };
  return [{ pageBreak: "before", stack: [bar, heading, ...about], margin: [0, 0, 0, 14] }];
}
