// A waterfall of values: from a start, by ups and downs, to an end.

import { z } from "zod";
import { writeNumber } from "../draw/write-number.ts";
import { baseOption, categoryAxis, plotGrid, valueAxis } from "./chart-frame.ts";
import { namedExample } from "./examples.ts";
import { declareKind, nothing, type Drawing, type DrawInput } from "./kind.ts";
import { amountsOf, REDUCTIONS, sharedUnit, type Amount } from "./readings.ts";
import { NO_SERIES } from "./time-chart.ts";

const options = z.strictObject({
  reduce: z.enum(REDUCTIONS).default("sum"),
  /** The name of the last bar, which shows the sum; empty for none. */
  total: z.string().max(64).default("total"),
  /** Is more good or bad? Colours ups and downs. */
  better: z.enum(["higher", "lower"]).default("lower"),
});

function drawWaterfall(input: DrawInput<z.infer<typeof options>>): Drawing {
  const { options: asked, look, face } = input;
  const steps = amountsOf(input.frames, asked.reduce).slice(0, 60);
  if (steps.length === 0) return nothing(NO_SERIES);
  const unit = sharedUnit(face.unit, steps);
  const write = (value: number): string => writeNumber(value, { unit, decimals: face.decimals });
  const all = toBars(steps, input);
  const sum = steps.reduce((total, { value }) => total + value, 0);
  const option = {
    ...baseOption(input),
    grid: plotGrid(0, 26),
    xAxis: categoryAxis(
      input,
      all.map(({ name }) => name),
    ),
    yAxis: valueAxis(input, { unit }),
    series: [
      {
        type: "bar",
        stack: "all",
        stackStrategy: "all",
        silent: true,
        itemStyle: { color: "transparent" },
        data: all.map(({ from, to }) =>
          from < 0 && to < 0 ? Math.max(from, to) : Math.max(0, Math.min(from, to)),
        ),
      },
      {
        type: "bar",
        stack: "all",
        stackStrategy: "all",
        barMaxWidth: 44,
        label: { show: true, position: "top", color: look.text, fontSize: look.fontSize - 1 },
        data: all.map(({ name, value, from, to, colour }) => ({
          name,
          value: from < 0 && to < 0 ? -Math.abs(to - from) : Math.abs(to - from),
          itemStyle: { color: colour, borderRadius: 2 },
          label: { formatter: write(value) },
        })),
      },
    ],
  };
  const told = steps.map(({ name, value }) => `${name}: ${write(value)}`);
  return { form: "chart", option, words: `${told.slice(0, 10).join("; ")}; in all ${write(sum)}.` };
}

interface Bar {
  readonly name: string;
  readonly value: number;
  readonly from: number;
  readonly to: number;
  readonly colour: string;
}

function toBars(
  steps: readonly Amount[],
  { options: asked, look }: DrawInput<z.infer<typeof options>>,
): Bar[] {
  let sum = 0;
  const bars = steps.map(({ name, value }, at) => {
    const from = sum;
    sum += value;
    const isGood = value >= 0 === (asked.better === "higher");
    const colour = at === 0 ? (look.series[0] ?? look.text) : isGood ? look.up : look.down;
    return { name, value, from, to: sum, colour };
  });
  if (asked.total === "") return bars;
  return [...bars, { name: asked.total, value: sum, from: 0, to: sum, colour: look.muted }];
}

export const waterfall = declareKind({
  title: "Waterfall of values",
  meaning:
    "From a start by ups and downs to an end: a row per step with a text and a number, or series, reduced.",
  options,
  example: () => ({
    frames: [
      namedExample("cost", "USD", [
        ["October", 1_840],
        ["metrics", 210],
        ["logs", 340],
        ["traces", -120],
        ["sampling", -260],
        ["queries", 55],
      ]),
    ],
    options: { total: "November" },
    unit: "USD",
  }),
  draw: drawWaterfall,
});
