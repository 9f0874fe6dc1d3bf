// Flame graphs: what takes the time, from the whole at the bottom of the stack to the parts. Of a trace's spans (source
// `trace`), or of rows with a stack written as `a;b;c` and a number.

import { z } from "zod";
import { svgElement, svgText, svgTitle } from "../draw/svg-element.ts";
import { fitText } from "../draw/text-width.ts";
import { writeNumber } from "../draw/write-number.ts";
import { fieldsOf, numberIn, rowCount, textIn, type Frame } from "../frame.ts";
import { seriesColour, type Look } from "../look.ts";
import { columnsExample } from "./examples.ts";
import { declareKind, nothing, type Drawing, type DrawInput } from "./kind.ts";
import { readSpans, spanTree, type SpanNode } from "./spans.ts";

const options = z.strictObject({
  /** Roots on top and their parts hanging down, or the other way. */
  grow: z.enum(["down", "up"]).default("down"),
});

type Options = z.infer<typeof options>;

interface Part {
  readonly name: string;
  value: number;
  readonly parts: Map<string, Part>;
}

const newPart = (name: string): Part => ({ name, value: 0, parts: new Map() });

function addStack(root: Part, stack: readonly string[], value: number): void {
  let at = root;
  at.value += value;
  for (const name of stack) {
    const part = at.parts.get(name) ?? newPart(name);
    at.parts.set(name, part);
    part.value += value;
    at = part;
  }
}

function stacksOf(frame: Frame): Part {
  const root = newPart("all");
  const [text] = fieldsOf(frame, "text");
  const [number] = fieldsOf(frame, "number");
  for (let row = 0; row < rowCount(frame); row++) {
    const stack = textIn(text, row).split(";").slice(0, MOST_DEPTH);
    addStack(root, stack, Math.max(0, numberIn(number, row) ?? 0));
  }
  return root;
}

/** A span's own time is what its children do not take: they may run side by side, so never less than nothing. */
function spansPart(nodes: readonly SpanNode[]): Part {
  const root = newPart("all");
  const add = ({ span, children }: SpanNode, path: readonly string[]): void => {
    const here = [...path, `${span.service} ${span.name}`];
    const inside = children.reduce((sum, child) => sum + child.span.durationMs, 0);
    addStack(root, here, Math.max(0, span.durationMs - inside));
    for (const child of children) add(child, here);
  };
  for (const node of nodes) add(node, []);
  return root;
}

/** LIMIT: deeper stacks are cut; narrower parts than a pixel are left out. */
const MOST_DEPTH = 64;
const LEAST_WIDTH = 1;
const ROW = 20;
const PAD = 10;

interface Plan {
  readonly input: DrawInput<Options>;
  readonly unit: string | undefined;
  readonly total: number;
  readonly shapes: string[];
}

function drawFlames(input: DrawInput<Options>): Drawing {
  const spans = readSpans(input.frames);
  const [frame] = input.frames;
  const hasStacks = frame !== undefined && fieldsOf(frame, "text").length > 0;
  const root = spans.length > 0 ? spansPart(spanTree(spans)) : hasStacks ? stacksOf(frame) : newPart("all");
  if (root.value === 0)
    return nothing("No stacks: needs the spans of a trace, or rows such as `main;read;parse` and a number.");
  const unit =
    input.face.unit ??
    (spans.length > 0 ? "ms" : frame === undefined ? undefined : fieldsOf(frame, "number")[0]?.unit);
  const plan = { input, unit, total: root.value, shapes: [] };
  const [only] = root.parts.values();
  const top = root.parts.size === 1 && only !== undefined ? only : root;
  layPart(top, { x: PAD, depth: 0, width: input.size.width - 2 * PAD }, plan);
  const heaviest = heaviestOf(top)
    .toSorted((a, b) => b.own - a.own)
    .slice(0, 5);
  const told = heaviest.map(({ name, own }) => `${name} ${writeNumber(own, { unit })}`);
  const words = `${writeNumber(root.value, { unit })} in all; most by itself: ${told.join("; ")}.`;
  return { form: "shapes", body: plan.shapes.join(""), words };
}

function heaviestOf(part: Part): { name: string; own: number }[] {
  const inner = [...part.parts.values()];
  const own = part.value - inner.reduce((sum, { value }) => sum + value, 0);
  return [{ name: part.name, own }, ...inner.flatMap(heaviestOf)];
}

interface Place {
  readonly x: number;
  readonly depth: number;
  readonly width: number;
}

function layPart(part: Part, { x, depth, width }: Place, plan: Plan): void {
  const {
    input: { look, size, options: asked },
    unit,
    total,
    shapes,
  } = plan;
  const room = Math.floor((size.height - 2 * PAD) / ROW);
  if (width < LEAST_WIDTH || depth >= room) return;
  const y = asked.grow === "down" ? PAD + depth * ROW : size.height - PAD - (depth + 1) * ROW;
  const told = `${part.name}: ${writeNumber(part.value, { unit })}, ${((part.value / total) * 100).toFixed(1)} %`;
  const fits = fitText(part.name, look.fontSize - 2, width - 8);
  const shape = { x, y, width: Math.max(0.5, width - 1), height: ROW - 1, rx: 2, fill: hue(part.name, look) };
  const style = { x: x + 4, y: y + ROW / 2, size: look.fontSize - 2, fill: look.text, font: look.font };
  shapes.push(
    svgElement("g", {}, [
      svgTitle(told),
      svgElement("rect", { ...shape, "fill-opacity": look.name === "dark" ? 0.5 : 0.38 }),
      fits === "" ? "" : svgText(fits, style),
    ]),
  );
  let at = x;
  for (const inner of part.parts.values()) {
    const share = (inner.value / part.value) * width;
    layPart(inner, { x: at, depth: depth + 1, width: share }, plan);
    at += share;
  }
}

/** The same name has the same colour, wherever it stands. */
function hue(name: string, look: Look): string {
  let sum = 0;
  for (const char of name) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 65_521;
  return seriesColour(look, sum);
}

export const flameGraph = declareKind({
  title: "Flame graph",
  meaning:
    "What takes the time: the spans of a trace, or rows with a stack such as `main;read;parse` and a number.",
  options,
  example: () => ({
    frames: [
      columnsExample("A", {
        stack: [
          "main;serve;parse",
          "main;serve;authorize;decide",
          "main;serve;authorize;load bundle",
          "main;serve;query;plan",
          "main;serve;query;scan;read block",
          "main;serve;query;scan;decode",
          "main;serve;query;scan;filter",
          "main;serve;reply",
          "main;housekeeping;flush",
          "main;housekeeping;merge",
        ],
        samples: [41, 33, 22, 18, 140, 96, 61, 37, 48, 71],
      }),
    ],
    options: {},
  }),
  draw: drawFlames,
});
