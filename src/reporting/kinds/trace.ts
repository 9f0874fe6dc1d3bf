// The waterfall of a trace: every span a bar from its start to its end, under the span that called it.

import { z } from "zod";
import { svgElement, svgText, svgTitle } from "../draw/svg-element.ts";
import { fitText } from "../draw/text-width.ts";
import { writeNumber } from "../draw/write-number.ts";
import { seriesColour } from "../look.ts";
import { columnsExample } from "./examples.ts";
import { declareKind, nothing, type Drawing, type DrawInput } from "./kind.ts";
import { flatten, readSpans, SPAN_COLUMNS, spanTree, type SpanNode } from "./spans.ts";

const options = z.strictObject({});

const ROW = 22;
const HEAD = 26;
const PAD = 12;
const TICKS = 4;

interface Plan {
  readonly input: DrawInput<unknown>;
  readonly startMs: number;
  readonly totalMs: number;
  readonly left: number;
  readonly width: number;
  readonly services: readonly string[];
}

function drawTrace(input: DrawInput<unknown>): Drawing {
  const nodes = flatten(spanTree(readSpans(input.frames)));
  const [root] = nodes;
  if (root === undefined) return nothing("No spans of this trace in the range.");
  const startMs = Math.min(...nodes.map(({ span }) => span.startMs));
  const totalMs = Math.max(1e-3, ...nodes.map(({ span }) => span.startMs + span.durationMs - startMs));
  const left = PAD + Math.min(260, input.size.width * 0.36);
  const services = [...new Set(nodes.map(({ span }) => span.service))];
  const plan = { input, startMs, totalMs, left, width: input.size.width - left - PAD - 64, services };
  const room = Math.max(1, Math.floor((input.size.height - HEAD - PAD) / ROW));
  const shown = nodes.slice(0, nodes.length > room ? room - 1 : room);
  const rows = shown.map((node, at) => drawSpan(node, HEAD + at * ROW, plan));
  const rest =
    nodes.length > shown.length ? drawRest(nodes.length - shown.length, HEAD + shown.length * ROW, plan) : "";
  const errors = nodes.filter(({ span }) => span.isError).length;
  const words = `${nodes.length} spans of ${services.length} services in ${writeNumber(totalMs, { unit: "ms" })}, ${errors} failed. Root: ${root.span.service} ${root.span.name}.`;
  return { form: "shapes", body: [drawRuler(plan, shown.length), ...rows, rest].join(""), words };
}

function drawRuler({ input: { look }, left, width, totalMs }: Plan, rows: number): string {
  return Array.from({ length: TICKS + 1 }, (_, at) => {
    const x = left + (width * at) / TICKS;
    const label = writeNumber((totalMs * at) / TICKS, { unit: "ms" });
    const style = { y: HEAD / 2, size: look.fontSize - 2, fill: look.muted, font: look.font };
    return [
      svgText(label, { ...style, x, anchor: at === 0 ? "start" : "middle" }),
      svgElement("line", { x1: x, x2: x, y1: HEAD, y2: HEAD + rows * ROW, stroke: look.grid }),
    ].join("");
  }).join("");
}

function drawSpan({ span, depth }: SpanNode, y: number, plan: Plan): string {
  const {
    input: { look },
    startMs,
    totalMs,
    left,
    width,
    services,
  } = plan;
  const indent = Math.min(depth * 12, 120);
  const x = left + ((span.startMs - startMs) / totalMs) * width;
  const bar = Math.max(2, (span.durationMs / totalMs) * width);
  const colour = span.isError ? look.severities.critical : seriesColour(look, services.indexOf(span.service));
  const told = writeNumber(span.durationMs, { unit: "ms" });
  const size = look.fontSize - 1;
  const place = { y: y + ROW / 2, size, font: look.font };
  const name = fitText(`${span.service}  ${span.name}`, size, left - PAD - indent - 14);
  return svgElement("g", {}, [
    svgTitle(`${span.service} ${span.name}: ${told}${span.isError ? ", failed" : ""}`),
    svgElement("circle", { cx: PAD + indent + 3, cy: y + ROW / 2, r: 3, fill: colour }),
    svgText(name, { ...place, x: PAD + indent + 11, fill: look.text }),
    svgElement("rect", {
      x,
      y: y + 4,
      width: bar,
      height: ROW - 8,
      rx: 2,
      fill: colour,
      "fill-opacity": 0.85,
    }),
    svgText(span.isError ? `${told} ✕` : told, {
      ...place,
      x: x + bar + 5,
      size: size - 1,
      fill: span.isError ? look.severities.critical : look.muted,
    }),
  ]);
}

function drawRest(count: number, y: number, { input: { look } }: Plan): string {
  const style = { x: PAD, y: y + ROW / 2, size: look.fontSize - 1, fill: look.muted, font: look.font };
  return svgText(`${count} more spans`, style);
}

export const trace = declareKind({
  title: "Trace",
  meaning:
    "Every span of a trace from its start to its end, under the one that called it. Frames of the source `trace`.",
  options,
  example: () => ({ frames: [columnsExample("A", SPAN_COLUMNS)], options: {} }),
  draw: drawTrace,
});
