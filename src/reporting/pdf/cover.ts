// The cover: a band in the brand's colour with logo and title, then what the report is of, its summary and its notes.

import { inkOn } from "../look.ts";
import { momentText, periodText } from "../report-time.ts";
import { say } from "../report-words.ts";
import type { Report } from "../report.ts";
import { logoNode } from "./logo.ts";
import { INK, MARGINS, PAGE, SIZE } from "./paper.ts";
import type { Pen, PdfNode } from "./pen.ts";

const BAND = { space: 118, bottom: 44 } as const;
const LONG_TITLE = 44;

export function coverPage(report: Report, pen: Pen): PdfNode[] {
  const { language, zone, madeAtMs, summary, notes } = report;
  const facts = [
    [say(language, "period"), periodText(report)],
    [say(language, "zone"), zone],
    [say(language, "made"), momentText(report, madeAtMs)],
  ] as const;
  const columns = facts.map(([name, value], at) => ({
    width: at === 0 ? "*" : "auto",
    stack: [
      pen.write(name, { fontSize: SIZE.small, color: INK.muted }),
      pen.write(value, { fontSize: 10.5, bold: true, noWrap: true }),
    ],
  }));
  return [
    band(report, pen),
    { margin: [0, 30, 0, 0], columnGap: 28, columns },
    ...lines(summary, { title: say(language, "summary"), pen, size: 10.5 }),
    ...lines(notes, { title: say(language, "notes"), pen, size: SIZE.body }),
  ];
}

function band({ title, subtitle, brand, language }: Report, pen: Pen): PdfNode {
  const ink = inkOn(brand.colour);
  const shown = title === "" ? say(language, "untitled") : title;
  const logo = logoNode(brand);
  const name = pen.write(brand.name, { fontSize: 13, bold: true, color: ink });
  const head = logo === null ? name : { columnGap: 12, columns: [logo, { ...name, margin: [0, 11, 0, 0] }] };
  const fontSize = shown.length > LONG_TITLE ? 22 : SIZE.title;
  const stack = [
    head,
    pen.write(shown, {
      fontSize,
      bold: true,
      color: ink,
      lineHeight: 1.05,
      margin: [0, BAND.space, 0, 0],
    }),
    ...(subtitle === undefined
      ? []
      : [pen.write(subtitle, { fontSize: 13, color: ink, margin: [0, 8, 0, 0] })]),
  ];
  const pads = {
    paddingLeft: () => MARGINS[0],
    paddingRight: () => MARGINS[2],
    paddingTop: () => 52,
    paddingBottom: () => BAND.bottom,
    hLineWidth: () => 0,
    vLineWidth: () => 0,
    fillColor: () => brand.colour,
  };
  return {
    margin: [-MARGINS[0], -MARGINS[1], -MARGINS[2], 0],
    table: { widths: [PAGE.width - MARGINS[0] - MARGINS[2]], body: [[{ stack }]] },
    layout: pads,
  };
}

interface Listed {
  readonly title: string;
  readonly pen: Pen;
  readonly size: number;
}

function lines(sentences: readonly string[], { title, pen, size }: Listed): PdfNode[] {
  if (sentences.length === 0) return [];
  const items = sentences.map((sentence) => pen.write(sentence, { fontSize: size, margin: [0, 0, 0, 5] }));
  return [
    pen.write(title, { fontSize: 12, bold: true, margin: [0, 30, 0, 8] }),
    { ul: items, markerColor: INK.muted },
  ];
}
