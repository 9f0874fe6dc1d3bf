// A panel on paper: a vector picture, a table that breaks over pages, prose, or in words why there is nothing.

import type { DrawnPanel } from "../draw-report.ts";
import type { Block } from "../kinds/kind.ts";
import { BODY_WIDTH, HALF_WIDTH, INK } from "./paper.ts";
import type { Pen, PdfNode, TextLook } from "./pen.ts";
import { tableNodes } from "./table.ts";
import { anchorOf, titleNodes, type PanelPlace } from "./title.ts";

const AFTER = 20;

export function panelNodes(panel: DrawnPanel, place: PanelPlace): PdfNode[] {
  const { drawing, svg, isHalf } = panel;
  const { pen } = place;
  if (drawing.form === "table") return tableNodes(drawing.table, panel, place);
  const title = titleNodes(panel, { pen, anchor: anchorOf(panel, place) });
  const body =
    svg !== null
      ? [{ svg: pen.picture(svg), width: isHalf ? HALF_WIDTH : BODY_WIDTH }]
      : drawing.form === "prose"
        ? drawing.blocks.map((block) => blockNode(block, pen))
        : [emptyNode(drawing.words, pen)];
  const isShort = drawing.form !== "prose";
  return [
    { stack: [...title, ...body], margin: [0, 0, 0, AFTER], ...(isShort ? { unbreakable: true } : {}) },
  ];
}

const BLOCKS: Readonly<Record<Block["style"], TextLook>> = {
  heading: { bold: true, fontSize: 12, margin: [0, 6, 0, 4] },
  paragraph: { fontSize: 10, margin: [0, 0, 0, 6], lineHeight: 1.3 },
  item: { fontSize: 10, margin: [0, 0, 0, 3] },
  code: { fontSize: 9, color: INK.muted, margin: [10, 0, 0, 2] },
};

function blockNode({ style, text }: Block, pen: Pen): PdfNode {
  const node = pen.write(text, BLOCKS[style]);
  return style === "item" ? { ul: [node], markerColor: INK.muted } : node;
}

function emptyNode(words: string, pen: Pen): PdfNode {
  const text = pen.write(words, { color: INK.muted, alignment: "center", margin: [0, 18, 0, 18] });
  return {
    table: { widths: ["*"], body: [[text]] },
    layout: { hLineWidth: () => 0, vLineWidth: () => 0, fillColor: () => "#f6f7fa" },
  };
}
