// Rows of coloured cells over a time axis: what state timelines and status histories look like.

import { svgElement, svgText, svgTitle } from "../draw/svg-element.ts";
import { fitText, textWidth } from "../draw/text-width.ts";
import { openClockface } from "../draw/write-time.ts";
import { seriesColour, type Look } from "../look.ts";
import type { DrawInput, RangeMs } from "./kind.ts";
import type { Sample } from "./stretches.ts";

export interface TimeCell {
  readonly fromMs: number;
  readonly toMs: number;
  readonly sample: Sample;
}

export interface TimeRow {
  readonly name: string;
  readonly cells: readonly TimeCell[];
}

const PAD = 12;
const AXIS = 24;
const LEGEND = 22;
const MOST_ROW = 46;
const LEAST_ROW = 18;

interface Plan {
  readonly input: DrawInput<unknown>;
  readonly range: RangeMs;
  readonly left: number;
  readonly width: number;
  readonly row: number;
  readonly colours: ReadonlyMap<string, string>;
  readonly gap: number;
}

export function drawTimeRows(
  rows: readonly TimeRow[],
  input: DrawInput<unknown>,
  { range, gap }: { range: RangeMs; gap: number },
): string {
  const { look, size } = input;
  const names = rows.map(({ name }) => textWidth(name, look.fontSize));
  const left = PAD + Math.min(size.width * 0.3, Math.max(...names) + 10);
  const room = size.height - PAD - AXIS - LEGEND;
  const row = Math.max(LEAST_ROW, Math.min(MOST_ROW, room / rows.length));
  const shown = rows.slice(0, Math.max(1, Math.floor(room / row)));
  const colours = colourStates(rows, look);
  const plan = { input, range, left, width: size.width - left - PAD, row, colours, gap };
  const body = shown.map((one, at) => drawRow(one, PAD + at * row, plan));
  return [
    ...body,
    drawAxis(PAD + shown.length * row, plan),
    drawLegend(size.height - LEGEND / 2 - 2, plan),
  ].join("");
}

/** States with a meaning have its colour, the others one of the series'. */
function colourStates(rows: readonly TimeRow[], look: Look): ReadonlyMap<string, string> {
  const colours = new Map<string, string>();
  for (const { sample } of rows.flatMap(({ cells }) => cells)) {
    if (colours.has(sample.text)) continue;
    colours.set(
      sample.text,
      sample.severity === null ? seriesColour(look, colours.size) : look.severities[sample.severity],
    );
  }
  return colours;
}

const across = (ms: number, { left, width, range }: Plan): number =>
  left + Math.min(1, Math.max(0, (ms - range.fromMs) / (range.toMs - range.fromMs))) * width;

function drawRow({ name, cells }: TimeRow, y: number, plan: Plan): string {
  const {
    input: { look, zone },
    row,
    left,
    colours,
    gap,
  } = plan;
  const clock = openClockface(zone, 0);
  const label = svgText(fitText(name, look.fontSize, left - PAD - 8), {
    x: PAD,
    y: y + row / 2,
    size: look.fontSize,
    fill: look.text,
    font: look.font,
  });
  const shapes = cells.map(({ fromMs, toMs, sample }) => {
    const x = across(fromMs, plan);
    const width = Math.max(0.8, across(toMs, plan) - x - gap);
    const fill = colours.get(sample.text) ?? look.muted;
    const inside = fitText(sample.text, look.fontSize - 2, width - 10);
    const style = { x: x + 5, y: y + row / 2, size: look.fontSize - 2, fill: look.text, font: look.font };
    return svgElement("g", {}, [
      svgTitle(`${name}: ${sample.text}, ${clock.long(fromMs)} to ${clock.long(toMs)}`),
      svgElement("rect", {
        x,
        y: y + 2,
        width,
        height: row - 5,
        rx: Math.min(2, width / 3),
        fill,
        "fill-opacity": 0.55,
      }),
      svgElement("rect", { x, y: y + row - 6, width, height: 3, fill }),
      inside === sample.text ? svgText(inside, style) : "",
    ]);
  });
  return [label, ...shapes].join("");
}

const LABEL_WIDTH = 110;

function drawAxis(y: number, plan: Plan): string {
  const {
    input: { look, zone },
    range,
    width,
  } = plan;
  const clock = openClockface(zone, range.toMs - range.fromMs);
  const count = Math.max(2, Math.floor(width / LABEL_WIDTH));
  return Array.from({ length: count + 1 }, (_, at) => {
    const ms = range.fromMs + ((range.toMs - range.fromMs) * at) / count;
    return svgText(clock.short(ms), {
      x: across(ms, plan),
      y: y + AXIS / 2,
      size: look.fontSize - 1,
      fill: look.muted,
      font: look.font,
      anchor: at === 0 ? "start" : at === count ? "end" : "middle",
    });
  }).join("");
}

/** LIMIT: with more states than these, colours no longer tell them apart: no legend then. */
const MOST_STATES = 12;

function drawLegend(y: number, { input: { look, size }, colours }: Plan): string {
  if (colours.size > MOST_STATES) return "";
  let x = PAD;
  return Array.from(colours, ([name, fill]) => {
    const width = textWidth(name, look.fontSize) + 34;
    if (x + width > size.width) return "";
    const item = [
      svgElement("rect", { x, y: y - 4, width: 12, height: 8, rx: 2, fill }),
      svgText(name, { x: x + 18, y, size: look.fontSize, fill: look.text, font: look.font }),
    ].join("");
    x += width;
    return item;
  }).join("");
}
