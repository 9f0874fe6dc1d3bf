// The document as pdfmake takes it: what stands on which page, and what stands on each.

import type { DrawnSection } from "../draw-report.ts";
import { periodText } from "../report-time.ts";
import { say } from "../report-words.ts";
import type { Report } from "../report.ts";
import { contentsPage } from "./contents.ts";
import { coverPage } from "./cover.ts";
import { sectionNodes } from "./section.ts";
import { BODY_WIDTH, INK, MARGINS, SIZE } from "./paper.ts";
import type { Pen, PdfNode } from "./pen.ts";

export function documentOf(report: Report, sections: readonly DrawnSection[], pen: Pen): PdfNode {
  const { language, title, brand, madeAtMs } = report;
  const made = new Date(madeAtMs);
  // Header and footer are written while the pages are laid out, when it is too late to ask for a font.
  for (const text of [title, brand.name, say(language, "page")]) pen.write(text);
  pen.write(brand.name, { bold: true });
  return {
    version: "1.7",
    language,
    displayTitle: true,
    pageSize: "A4",
    pageMargins: [...MARGINS],
    info: {
      title,
      author: brand.name,
      creator: "Traceo Gateway",
      producer: "Traceo Gateway",
      ...dates(made),
    },
    defaultStyle: { font: pen.base, fontSize: SIZE.body, color: INK.text, lineHeight: 1.15 },
    content: [
      ...coverPage(report, pen),
      ...contentsPage(report, sections, pen),
      ...sections.flatMap((section, at) => sectionNodes(section, { at, report, pen })),
    ],
    header: (page: number) => (page === 1 ? null : pageHeader(report, pen)),
    footer: (page: number, pages: number) => (page === 1 ? null : pageFooter(report, pen, { page, pages })),
  };
}

const dates = (made: Date): object => ({ creationDate: made, modDate: made });

const rule = (colour: string, y: number): PdfNode => ({
  canvas: [{ type: "line", x1: 0, y1: y, x2: BODY_WIDTH, y2: y, lineWidth: 0.5, lineColor: colour }],
});

function pageHeader({ brand, title }: Report, pen: Pen): PdfNode {
  const small = { fontSize: SIZE.small };
  return {
    margin: [MARGINS[0], 30, MARGINS[2], 0],
    stack: [
      {
        columns: [
          { width: 11, canvas: [{ type: "rect", x: 0, y: 1.5, w: 6, h: 6, color: brand.colour }] },
          { width: "auto", ...pen.write(brand.name, { ...small, bold: true, noWrap: true }) },
          { width: "*", ...pen.write(cut(title, 90), { ...small, color: INK.muted, alignment: "right" }) },
        ],
      },
      rule(INK.grid, 6),
    ],
  };
}

const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`;

function pageFooter(report: Report, pen: Pen, { page, pages }: { page: number; pages: number }): PdfNode {
  const small = { fontSize: SIZE.small, color: INK.muted };
  return {
    margin: [MARGINS[0], 18, MARGINS[2], 0],
    stack: [
      rule(INK.grid, 0),
      {
        margin: [0, 6, 0, 0],
        columns: [
          pen.write(`${periodText(report)} (${report.zone})`, small),
          {
            width: 120,
            ...pen.write(say(report.language, "page", { n: page, m: pages }), {
              ...small,
              alignment: "right",
            }),
          },
        ],
      },
    ],
  };
}
