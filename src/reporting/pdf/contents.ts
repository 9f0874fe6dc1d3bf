// The contents: sections and panels with the pages they begin on, each a link.

import type { DrawnPanel, DrawnSection } from "../draw-report.ts";
import { say } from "../report-words.ts";
import type { Report } from "../report.ts";
import { INK, SIZE } from "./paper.ts";
import type { Pen, PdfNode, TextLook } from "./pen.ts";

export const sectionId = (at: number): string => `s${at}`;
export const panelNodeId = (section: number, at: number): string => `s${section}-${at}`;

export const hasName = ({ title }: Pick<DrawnPanel, "title">): boolean => title.trim() !== "";

type Row = readonly [PdfNode, PdfNode];

export function contentsPage({ language }: Report, sections: readonly DrawnSection[], pen: Pen): PdfNode[] {
  const rows = sections.flatMap((section, at) => [
    ...(hasName(section) ? [row(pen, section.title, { id: sectionId(at), level: 0 })] : []),
    ...section.panels.flatMap((panel, no) =>
      hasName(panel) ? [row(pen, panel.title, { id: panelNodeId(at, no), level: 1 })] : [],
    ),
  ]);
  const nothing = pen.write(say(language, "nothing"), { color: INK.muted });
  const table = {
    table: { widths: ["*", 44], body: rows, dontBreakRows: true },
    layout: {
      hLineWidth: (at: number) => (at === 0 ? 0 : 0.5),
      vLineWidth: () => 0,
      hLineColor: () => INK.grid,
      paddingLeft: () => 0,
      paddingRight: () => 0,
      paddingTop: () => 4,
      paddingBottom: () => 4,
    },
  };
  const title = pen.write(say(language, "contents"), { fontSize: 20, bold: true, margin: [0, 0, 0, 14] });
  return [{ ...title, pageBreak: "before" }, rows.length === 0 ? nothing : table];
}

function row(pen: Pen, title: string, { id, level }: { id: string; level: 0 | 1 }): Row {
  const look: TextLook = level === 0 ? { bold: true, fontSize: 10.5 } : { fontSize: SIZE.body };
  const number = { pageReference: id, alignment: "right", noWrap: true, font: pen.base, ...look };
  // Its width is worked out before the page is known.
  pen.write("0", look);
  return [
    pen.write(title, { ...look, margin: [level * 14, 0, 12, 0], linkToDestination: id }),
    { text: "", ...number },
  ];
}
