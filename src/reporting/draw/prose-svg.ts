// Prose as far as it fits.

import type { Block, Size } from "../kinds/kind.ts";
import type { Look } from "../look.ts";
import { svgText } from "./svg-element.ts";
import { wrapText } from "./wrap-text.ts";

const MARGIN = 16;
const LINE_HEIGHT = 1.5;
const EXTRA: Readonly<Record<Block["style"], number>> = { heading: 4, paragraph: 1, item: 1, code: 0 };

export function drawProse(blocks: readonly Block[], look: Look, { width, height }: Size): string {
  const texts: string[] = [];
  let y = MARGIN;
  for (const { style, text } of blocks) {
    const size = look.fontSize + EXTRA[style];
    const indent = style === "item" ? 14 : 0;
    const lines = wrapText(text, size, width - 2 * MARGIN - indent);
    for (const [at, line] of lines.entries()) {
      if (y + size > height) return texts.join("");
      const place = { y: y + size / 2, size, font: look.font, fill: look.text };
      if (style === "item" && at === 0) texts.push(svgText("•", { ...place, x: MARGIN }));
      const weight = style === "heading" ? { weight: 600 } : {};
      texts.push(svgText(line, { ...place, x: MARGIN + indent, ...weight }));
      y += size * LINE_HEIGHT;
    }
    y += style === "item" ? 2 : 8;
  }
  return texts.join("");
}
