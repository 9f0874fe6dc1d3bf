// The empty state: why there is nothing, in words, in the middle.

import type { Size } from "../kinds/kind.ts";
import type { Look } from "../look.ts";
import { svgElement, svgText } from "./svg-element.ts";
import { wrapText } from "./wrap-text.ts";

const LINE_HEIGHT = 1.5;

export function drawEmpty(words: string, look: Look, { width, height }: Size): string {
  const size = look.fontSize + 1;
  const lines = wrapText(words, size, Math.max(80, width * 0.8)).slice(0, 6);
  const top = height / 2 - ((lines.length - 1) / 2) * size * LINE_HEIGHT + 10;
  const mark = drawMark(look, width / 2, top - 34);
  const texts = lines.map((line, at) =>
    svgText(line, {
      x: width / 2,
      y: top + at * size * LINE_HEIGHT,
      size,
      fill: look.muted,
      font: look.font,
      anchor: "middle",
    }),
  );
  return [height > 110 ? mark : "", ...texts].join("");
}

/** Three bars with nothing in them. */
function drawMark(look: Look, x: number, y: number): string {
  const bars = [10, 18, 13].map((height, at) =>
    svgElement("rect", {
      x: x - 17 + at * 12,
      y: y + 9 - height,
      width: 8,
      height,
      rx: 2,
      fill: "none",
      stroke: look.axis,
      "stroke-width": 1.5,
    }),
  );
  return bars.join("");
}
