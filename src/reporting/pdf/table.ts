// A table on paper: as wide as the page, its title and head row again on each page that it reaches, rows never torn.
// LIMIT: a page holds about 40 rows and takes some 20 ms to lay out, so long tables are cut, and say so.

import type { DrawnPanel } from "../draw-report.ts";
import { columnWidths } from "../draw/column-widths.ts";
import { textWidth } from "../draw/text-width.ts";
import type { Cell, Column, Table } from "../kinds/kind.ts";
import { say } from "../report-words.ts";
import { BODY_WIDTH, INK, SIZE } from "./paper.ts";
import { anchorOf, titleNodes, type PanelPlace } from "./title.ts";
import type { Pen, PdfNode } from "./pen.ts";

const MOST_ROWS = 300;
const MOST_COLUMNS = 12;
const PAD = 5;
const AFTER = 20;
const FONT_SIZE = SIZE.small + 0.6;

export function tableNodes(table: Table, panel: DrawnPanel, place: PanelPlace): PdfNode[] {
  const { pen, language } = place;
  const columns = table.columns.slice(0, MOST_COLUMNS);
  const rows = table.rows.slice(0, MOST_ROWS);
  const widths = columnWidths(
    { columns, rows, more: 0 },
    { fontSize: FONT_SIZE, pad: PAD, width: BODY_WIDTH },
  );
  const inner = widths.map((width) => width - 2 * PAD);
  const head = headRows(columns, panel, pen);
  // The head is there on each page, so it is a row that tells where the table begins.
  const anchor = anchorOf(panel, place);
  const body = rows.map((row, no) =>
    columns.map((column, at) => ({
      ...cellNode(row[at], { column, pen, width: inner[at] ?? 0 }),
      ...(no === 0 && at === 0 ? anchor : {}),
    })),
  );
  const rest = [
    { n: table.rows.length - rows.length + table.more, word: "more_rows" as const },
    { n: table.columns.length - columns.length, word: "more_columns" as const },
  ].filter(({ n }) => n > 0);
  const shape = { widths: inner, headerRows: head.length, keepWithHeaderRows: 1, dontBreakRows: true };
  const look = { fontSize: SIZE.small, color: INK.muted, margin: [PAD, 0, 0, AFTER] as const };
  return [
    {
      table: { ...shape, body: [...head, ...body] },
      layout: layoutOf(head.length),
      margin: [0, 0, 0, rest.length === 0 ? AFTER : 4],
    },
    ...rest.map(({ n, word }) => pen.write(say(language, word, { n }), look)),
  ];
}

function headRows(columns: readonly Column[], panel: DrawnPanel, pen: Pen): PdfNode[][] {
  const title = titleNodes(panel, { pen, anchor: {} });
  const names = columns.map((column) =>
    pen.write(column.title, { bold: true, fontSize: SIZE.small, color: INK.muted, alignment: column.align }),
  );
  if (title.length === 0 || columns.length === 0) return [names];
  const across = { stack: title, colSpan: columns.length, margin: [-PAD, 0, 0, 0] };
  return [[across, ...columns.slice(1).map(() => ({ text: "" }))], names];
}

/** The title stands above the head row's band; hairlines between rows. */
const layoutOf = (heads: number) => ({
  hLineWidth: (at: number) => (at < heads ? 0 : 0.5),
  vLineWidth: () => 0,
  hLineColor: () => INK.grid,
  fillColor: (at: number) => (at === heads - 1 ? INK.surface : null),
  paddingLeft: () => PAD,
  paddingRight: () => PAD,
  paddingTop: (at: number) => (at < heads - 1 ? 0 : 3),
  paddingBottom: (at: number) => (at < heads - 1 ? 2 : 3),
});

interface CellPlace {
  readonly column: Column;
  readonly pen: Pen;
  readonly width: number;
}

function cellNode(cell: Cell | undefined, { column, pen, width }: CellPlace): PdfNode {
  const { text = "", severity = null } = cell ?? {};
  const isTooLong = text.split(/\s+/).some((word) => textWidth(word, FONT_SIZE) > width);
  const colour = severity === null ? {} : { color: INK.severities[severity], bold: true };
  return pen.write(text, {
    fontSize: FONT_SIZE,
    alignment: column.align,
    ...colour,
    ...(isTooLong ? { wordBreak: "break-all" as const } : {}),
  });
}
