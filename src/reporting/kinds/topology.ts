// Topology: services and the calls between them. Callers stand to the left of what they call; the same graph always has
// the same places, for nothing is left to a simulation.

import { z } from "zod";
import { svgElement, svgText, svgTitle } from "../draw/svg-element.ts";
import { fitText, textWidth } from "../draw/text-width.ts";
import { writeNumber } from "../draw/write-number.ts";
import type { Look } from "../look.ts";
import { columnsExample } from "./examples.ts";
import { declareKind, nothing, type Drawing, type DrawInput, type Size } from "./kind.ts";
import { layLayers, type Placed } from "./layers.ts";
import { NETWORK_COLUMNS, readNetwork, type Edge, type Network } from "./links-of.ts";

const options = z.strictObject({
  /** From this share of failed calls on, a service or call is drawn as failing. */
  failing_from: z.number().min(0).max(1).default(0.05),
});

type Options = z.infer<typeof options>;

/** LIMIT: more services than these are a table's work. */
const MOST_NODES = 120;
const BOX_HEIGHT = 38;
const PAD = 16;

function drawTopology(input: DrawInput<Options>): Drawing {
  const network = readNetwork(input.frames);
  if (network.nodes.length === 0)
    return nothing("No spans in this range. Services appear here once traces come in.");
  const nodes = network.nodes.toSorted((a, b) => b.value - a.value).slice(0, MOST_NODES);
  const known = new Set(nodes.map(({ name }) => name));
  const edges = network.edges.filter(({ from, to }) => known.has(from) && known.has(to));
  const places = layLayers([...known], edges);
  const plan = planBoxes(places, nodes, input);
  const most = edges.reduce((largest, { value }) => Math.max(largest, value), 1);
  const lines = edges.map((edge) => drawEdge(edge, { input, plan, most }));
  const boxes = nodes.map((node) => drawNode(node, { input, plan, most }));
  const told = edges.slice(0, 8).map(({ from, to, value, errors }) => {
    const failed = errors > 0 ? ` (${errors} failed)` : "";
    return `${from} calls ${to} ${writeNumber(value, {})} times${failed}`;
  });
  const words = `${nodes.length} services, ${edges.length} calls. ${told.join("; ")}.`;
  return { form: "shapes", body: [...lines, ...boxes].join(""), words };
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

interface Plan {
  readonly input: DrawInput<Options>;
  readonly plan: ReadonlyMap<string, Box>;
  readonly most: number;
}

function planBoxes(
  places: ReadonlyMap<string, Placed>,
  nodes: Network["nodes"],
  { look, size }: { look: Look; size: Size },
): ReadonlyMap<string, Box> {
  const layers = Math.max(...Array.from(places.values(), ({ layer }) => layer)) + 1;
  const column = (size.width - 2 * PAD) / layers;
  const widest = Math.max(...nodes.map(({ name }) => textWidth(name, look.fontSize))) + 34;
  const width = Math.max(40, Math.min(widest, column - 44, 190));
  return new Map(
    Array.from(places, ([name, { layer, at, of }]) => {
      const step = (size.height - 2 * PAD) / of;
      const left =
        layers === 1
          ? (size.width - width) / 2
          : PAD + (layer * (size.width - 2 * PAD - width)) / (layers - 1);
      return [name, { x: left, y: PAD + step * (at + 0.5), width }] as const;
    }),
  );
}

const isFailing = (errors: number, value: number, { options: asked }: DrawInput<Options>): boolean =>
  value > 0 && errors / value >= asked.failing_from;

function drawEdge({ from, to, value, errors }: Edge, { input, plan, most }: Plan): string {
  const [start, end] = [plan.get(from), plan.get(to)];
  if (start === undefined || end === undefined) return "";
  const { look } = input;
  const stroke = isFailing(errors, value, input) ? look.severities.critical : look.axis;
  const label = `${from} → ${to}: ${writeNumber(value, {})} calls, ${writeNumber(errors, {})} failed`;
  if (from === to) return drawLoop(start, stroke, label);
  const isBack = end.x <= start.x;
  const [x1, x2] = isBack
    ? [start.x + start.width / 2, end.x + end.width / 2]
    : [start.x + start.width, end.x - 7];
  const [y1, y2] = isBack ? [start.y + BOX_HEIGHT / 2, end.y + BOX_HEIGHT / 2 + 7] : [start.y, end.y];
  const bend = isBack ? 46 : (x2 - x1) / 2;
  const d = isBack
    ? `M${x1} ${y1}C${x1} ${y1 + bend} ${x2} ${y2 + bend} ${x2} ${y2}`
    : `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
  const head = isBack
    ? `${x2},${y2 - 7} ${x2 - 4},${y2} ${x2 + 4},${y2}`
    : `${x2 + 7},${y2} ${x2 - 1},${y2 - 4} ${x2 - 1},${y2 + 4}`;
  const middle = { x: (x1 + x2) / 2, y: (y1 + y2) / 2 + (isBack ? bend * 0.75 : -8) };
  return svgElement("g", {}, [
    svgTitle(label),
    svgElement("path", { d, fill: "none", stroke, "stroke-width": 1 + 3 * Math.sqrt(value / most) }),
    svgElement("polygon", { points: head, fill: stroke }),
    svgText(writeNumber(value, {}), {
      ...middle,
      size: look.fontSize - 2,
      fill: look.muted,
      font: look.font,
      anchor: "middle",
    }),
  ]);
}

function drawLoop({ x, y, width }: Box, stroke: string, label: string): string {
  const [left, top] = [x + width * 0.7, y - BOX_HEIGHT / 2];
  const d = `M${left} ${top}c-6 -22 30 -22 24 0`;
  return svgElement("path", { d, fill: "none", stroke, "stroke-width": 1.5 }, [svgTitle(label)]);
}

function drawNode({ name, value, errors }: Network["nodes"][number], { input, plan }: Plan): string {
  const box = plan.get(name);
  if (box === undefined) return "";
  const { look } = input;
  const colour = isFailing(errors, value, input) ? look.severities.critical : (look.series[0] ?? look.text);
  const rect = { x: box.x, y: box.y - BOX_HEIGHT / 2, width: box.width, height: BOX_HEIGHT, rx: 6 };
  const text = { x: box.x + 14, font: look.font };
  return svgElement("g", {}, [
    svgTitle(`${name}: ${writeNumber(value, {})} calls, ${writeNumber(errors, {})} failed`),
    svgElement("rect", { ...rect, fill: look.background, stroke: look.axis, "stroke-width": 1 }),
    svgElement("rect", { ...rect, width: 5, rx: 2, fill: colour }),
    svgText(fitText(name, look.fontSize, box.width - 20), {
      ...text,
      y: box.y - 7,
      size: look.fontSize,
      fill: look.text,
      weight: 600,
    }),
    svgText(fitText(`${writeNumber(value, {})} calls`, look.fontSize - 2, box.width - 20), {
      ...text,
      y: box.y + 9,
      size: look.fontSize - 2,
      fill: look.muted,
    }),
  ]);
}

export const topology = declareKind({
  title: "Topology",
  meaning:
    "Services and the calls between them. Frames of the source `topology`, or rows with `from`, `to` and a number.",
  options,
  example: () => ({ frames: [columnsExample("A", NETWORK_COLUMNS)], options: {} }),
  draw: drawTopology,
});
