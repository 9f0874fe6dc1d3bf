// The title of a panel, and what contents and bookmarks lead to.

import type { DrawnPanel } from "../draw-report.ts";
import type { ReportLanguage } from "../report.ts";
import { hasName } from "./contents.ts";
import { INK, SIZE } from "./paper.ts";
import type { Pen, PdfNode } from "./pen.ts";

export interface PanelPlace {
  readonly language: ReportLanguage;
  readonly pen: Pen;
  readonly id: string;
}

export const anchorOf = ({ title }: DrawnPanel, { id }: PanelPlace): PdfNode =>
  hasName({ title }) ? { id, outline: true, outlineText: title } : {};

interface TitlePlace {
  readonly pen: Pen;
  readonly anchor: PdfNode;
}

export function titleNodes({ title, description }: DrawnPanel, { pen, anchor }: TitlePlace): PdfNode[] {
  if (!hasName({ title })) return [];
  const about =
    description === "" ? [] : [pen.write(description, { fontSize: SIZE.small, color: INK.muted })];
  const named = pen.write(title, { fontSize: SIZE.panel, bold: true });
  return [{ stack: [{ ...named, ...anchor }, ...about], margin: [0, 0, 0, 4] }];
}
