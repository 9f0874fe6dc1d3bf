// Funnels: how many are left after each step.

import { z } from "zod";
import { writeNumber } from "../draw/write-number.ts";
import { baseOption } from "./chart-frame.ts";
import { namedExample } from "./examples.ts";
import { declareKind, nothing, type Drawing, type DrawInput } from "./kind.ts";
import { amountsOf, REDUCTIONS, sharedUnit } from "./readings.ts";
import { NO_SERIES } from "./time-chart.ts";
import { seriesColour } from "../look.ts";

const options = z.strictObject({
  reduce: z.enum(REDUCTIONS).default("sum"),
  /** Steps in the order of the data, or the largest first. */
  order: z.enum(["given", "size"]).default("given"),
});

function drawFunnel(input: DrawInput<z.infer<typeof options>>): Drawing {
  const { options: asked, look, face, size } = input;
  const steps = amountsOf(input.frames, asked.reduce)
    .filter(({ value }) => value >= 0)
    .slice(0, 20);
  const [first] = steps;
  if (first === undefined) return nothing(NO_SERIES);
  const unit = sharedUnit(face.unit, steps);
  const write = (value: number): string => writeNumber(value, { unit, decimals: face.decimals });
  const most = steps.reduce((largest, { value }) => Math.max(largest, value), 0);
  const share = (value: number): string => (most === 0 ? "" : ` · ${((value / most) * 100).toFixed(1)} %`);
  const option = {
    ...baseOption(input),
    series: [
      {
        type: "funnel",
        sort: asked.order === "size" ? "descending" : "none",
        left: size.width * 0.04,
        width: size.width * 0.52,
        top: 14,
        bottom: 14,
        gap: 3,
        min: 0,
        max: most,
        minSize: "2%",
        itemStyle: { borderWidth: 0 },
        label: {
          position: "right",
          color: look.text,
          fontSize: look.fontSize,
          formatter: ({ name, value }: { name: string; value: number }) =>
            `${name}: ${write(value)}${share(value)}`,
        },
        labelLine: { length: 12, lineStyle: { color: look.axis } },
        data: steps.map(({ name, value }, at) => ({
          name,
          value,
          itemStyle: { color: seriesColour(look, at) },
        })),
      },
    ],
  };
  const told = steps.map(({ name, value }) => `${name}: ${write(value)}${share(value)}`);
  return { form: "chart", option, words: `${told.join("; ")}.` };
}

export const funnel = declareKind({
  title: "Funnel",
  meaning: "How many are left after each step: a row per step with a text and a number, or series, reduced.",
  options,
  example: () => ({
    frames: [
      namedExample("visitors", "", [
        ["opened the shop", 12_400],
        ["looked at an item", 7_920],
        ["put it into the basket", 2_310],
        ["paid", 1_480],
      ]),
    ],
    options: {},
  }),
  draw: drawFunnel,
});
