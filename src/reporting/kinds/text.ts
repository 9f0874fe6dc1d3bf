// Text: headings, paragraphs, lists and code, written with a little Markdown. Nothing becomes markup: what is not one of
// these shapes is plain text.

import { z } from "zod";
import { declareKind, nothing, type Block } from "./kind.ts";

const options = z.strictObject({ text: z.string().max(20_000).default("") });

const SHAPES: readonly (readonly [RegExp, Block["style"]])[] = [
  [/^#{1,6}\s+(.*)$/, "heading"],
  [/^[-*]\s+(.*)$/, "item"],
  [/^ {4}(.*)$/, "code"],
];

function readLine(line: string): Block | null {
  for (const [shape, style] of SHAPES) {
    const match = shape.exec(line);
    if (match !== null) return { style, text: match[1] ?? "" };
  }
  return line.trim() === "" ? null : { style: "paragraph", text: line.trim() };
}

/** Lines that follow each other are one paragraph. */
function readBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let isOpen = false;
  for (const line of text.split(/\r?\n/)) {
    const block = readLine(line);
    const last = blocks.at(-1);
    if (block?.style === "paragraph" && isOpen && last !== undefined)
      blocks[blocks.length - 1] = { style: "paragraph", text: `${last.text} ${block.text}` };
    else if (block !== null) blocks.push(block);
    isOpen = block?.style === "paragraph";
  }
  return blocks;
}

export const text = declareKind({
  title: "Text",
  meaning: "Headings (`#`), paragraphs, lists (`-`) and code (four spaces). Needs no query.",
  options,
  example: () => ({
    frames: [],
    options: {
      text: "# Checkout\nOrders are taken by `checkout` and paid through two providers.\n\n- On call: payments\n- Objective: 99.9 % of orders in under 400 ms\n\nA slow provider shows as a rise of p95 without a rise of errors.",
    },
  }),
  draw: ({ options: asked }) => {
    const blocks = readBlocks(asked.text);
    if (blocks.length === 0) return nothing("Nothing is written here yet: edit the panel.");
    return {
      form: "prose",
      blocks,
      words: blocks
        .map((block) => block.text)
        .join(" ")
        .slice(0, 500),
    };
  },
});
