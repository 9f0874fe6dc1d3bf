// Writes for paper: texts and pictures with a font for each run of characters, and a list of the fonts that were needed.

import { type EastFont, type FontName, type Weight } from "../fonts/font-files.ts";
import { fontRuns } from "../fonts/font-runs.ts";
import type { BrandFont } from "../report.ts";

/** A node of pdfmake's document; it changes them as it goes, so none is used twice. */
export type PdfNode = Readonly<Record<string, unknown>>;

export interface TextLook {
  readonly bold?: boolean;
  readonly fontSize?: number;
  readonly color?: string;
  readonly alignment?: "left" | "right" | "center";
  readonly margin?: readonly [number, number, number, number];
  readonly lineHeight?: number;
  readonly id?: string;
  readonly linkToDestination?: string;
  readonly noWrap?: boolean;
  readonly wordBreak?: "break-all";
}

export interface Pen {
  readonly base: BrandFont;
  readonly write: (text: string, look?: TextLook) => PdfNode;
  /** A picture of ours, with fonts by their names here. */
  readonly picture: (svg: string) => string;
  readonly used: ReadonlySet<`${FontName}/${Weight}`>;
}

/** A colour with its opacity in one: not every reader knows it. */
const PALE = /(?:fill|stroke|stop-color)="#[0-9a-f]{8}"/gi;
const HEAVY = /font-weight="(?:bold|[6-9]00)"/;

export function openPen(base: BrandFont, far: EastFont): Pen {
  const used = new Set<`${FontName}/${Weight}`>([`${base}/normal`]);
  const fontOf = (isFar: boolean, weight: Weight): FontName => {
    const font = isFar ? far : base;
    used.add(`${font}/${weight}`);
    return font;
  };
  const write: Pen["write"] = (text, look = {}) => {
    const weight = look.bold === true ? "bold" : "normal";
    const runs = fontRuns(text).map((run) => ({ text: run.text, font: fontOf(run.isFar, weight) }));
    return { text: runs, ...look };
  };
  const picture: Pen["picture"] = (svg) => {
    const weight = HEAVY.test(svg) ? "bold" : "normal";
    fontOf(false, weight);
    return svg
      .replaceAll(/<title>[^<]*<\/title>/g, "")
      .replaceAll(PALE, asTwo)
      .replaceAll(/font-family="[^"]*"/g, `font-family="${base}"`)
      .replaceAll(/font-weight="[^"]*"/g, (given) => `font-weight="${HEAVY.test(given) ? "bold" : "normal"}"`)
      .replaceAll(/>([^<]+)</g, (_, text: string) => `>${svgRuns(text, () => fontOf(true, weight))}<`);
  };
  return { base, write, picture, used };
}

function asTwo(attribute: string): string {
  const [name = "", colour = ""] = attribute.replaceAll('"', "").split("=");
  const share = Math.round((Number.parseInt(colour.slice(7), 16) / 255) * 1_000) / 1_000;
  return `${name}="${colour.slice(0, 7)}" ${name === "stop-color" ? "stop" : name}-opacity="${share}"`;
}

/** Escapes stand in runs of their own kind: they are ASCII. */
function svgRuns(text: string, far: () => FontName): string {
  const runs = fontRuns(text).map((run) =>
    run.isFar ? `<tspan font-family="${far()}">${run.text}</tspan>` : run.text,
  );
  return runs.join("");
}
