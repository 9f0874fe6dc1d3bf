// Bar gauges: a value each on a lying bar between two bounds.

import { z } from "zod";
import { svgElement, svgText, svgTitle } from "../draw/svg-element.ts";
import { fitText, textWidth } from "../draw/text-width.ts";
import { writeNumber } from "../draw/write-number.ts";
import { reachedSeverity } from "../look.ts";
import { namedExample } from "./examples.ts";
import { declareKind, nothing, type Drawing, type DrawInput } from "./kind.ts";
import { amountsOf, REDUCTIONS, sharedUnit, type Amount } from "./readings.ts";
import { NO_SERIES } from "./time-chart.ts";

const options = z.strictObject({
  reduce: z.enum(REDUCTIONS).default("last"),
  min: z.number().default(0),
  /** Left out: the largest value. */
  max: z.number().optional(),
});

type Options = z.infer<typeof options>;

const PAD = 12;
const LEAST_ROW = 22;
const MOST_ROW = 44;

function drawBarGauge(input: DrawInput<Options>): Drawing {
  const amounts = amountsOf(input.frames, input.options.reduce);
  if (amounts.length === 0) return nothing(NO_SERIES);
  const { look, size, face } = input;
  const unit = sharedUnit(face.unit, amounts);
  const write = (value: number): string => writeNumber(value, { unit, decimals: face.decimals });
  const room = size.height - 2 * PAD;
  const row = Math.min(MOST_ROW, Math.max(LEAST_ROW, room / amounts.length));
  const shown = amounts.slice(0, Math.max(1, Math.floor(room / row)));
  const widest = (texts: readonly string[]): number =>
    Math.max(...texts.map((text) => textWidth(text, look.fontSize)));
  const nameWidth = Math.min(size.width * 0.35, widest(shown.map(({ name }) => name)) + 10);
  const valueWidth = widest(shown.map(({ value }) => write(value))) + 14;
  const place = { input, write, row, nameWidth, valueWidth, most: mostOf(amounts, input.options) };
  const body = shown.map((amount, at) => drawRow(amount, PAD + at * row, place)).join("");
  const words = `${amounts
    .map(({ name, value }) => `${name}: ${write(value)}`)
    .slice(0, 12)
    .join("; ")}.`;
  return { form: "shapes", body, words };
}

function mostOf(amounts: readonly Amount[], { max, min }: Options): number {
  const most = max ?? amounts.reduce((largest, { value }) => Math.max(largest, value), min);
  return most > min ? most : min + 1;
}

interface Place {
  readonly input: DrawInput<Options>;
  readonly write: (value: number) => string;
  readonly row: number;
  readonly nameWidth: number;
  readonly valueWidth: number;
  readonly most: number;
}

function drawRow({ name, value }: Amount, y: number, place: Place): string {
  const { input, write, row, nameWidth, valueWidth, most } = place;
  const {
    look,
    size,
    face,
    options: { min },
  } = input;
  const bar = { x: PAD + nameWidth, y: y + row * 0.22, height: row * 0.56, rx: 3 };
  const width = Math.max(10, size.width - 2 * PAD - nameWidth - valueWidth);
  const share = Math.min(1, Math.max(0, (value - min) / (most - min)));
  const severity = reachedSeverity(value, face.thresholds);
  const fill = severity === null ? (look.series[0] ?? look.text) : look.severities[severity];
  const text = { y: y + row / 2, size: look.fontSize, font: look.font };
  return svgElement("g", {}, [
    svgTitle(`${name}: ${write(value)}`),
    svgText(fitText(name, look.fontSize, nameWidth - 8), { ...text, x: PAD, fill: look.text }),
    svgElement("rect", { ...bar, width, fill: look.surface }),
    svgElement("rect", { ...bar, width: Math.max(share > 0 ? 2 : 0, width * share), fill }),
    svgText(write(value), { ...text, x: size.width - PAD, fill: look.text, anchor: "end", weight: 600 }),
  ]);
}

export const barGauge = declareKind({
  title: "Bar gauge",
  meaning: "A value each on a lying bar between two bounds. Series or rows, reduced to a number each.",
  options,
  example: () => ({
    frames: [
      namedExample("memory used", "percent", [
        ["node-a", 61.5],
        ["node-b", 83.2],
        ["node-c", 42.9],
        ["node-d", 95.4],
        ["node-e", 12.1],
      ]),
    ],
    options: { max: 100 },
    unit: "percent",
  }),
  draw: drawBarGauge,
});
