// Parts of a whole: pies and donuts. More than twelve parts cannot be told apart: the small ones become one, `others`.

import { z } from "zod";
import { writeNumber } from "../draw/write-number.ts";
import { baseOption, planLegend } from "./chart-frame.ts";
import { nothing, type Drawing, type DrawInput } from "./kind.ts";
import { amountsOf, REDUCTIONS, sharedUnit, type Amount } from "./readings.ts";
import { NO_SERIES } from "./time-chart.ts";

export const partsOptions = z.strictObject({
  reduce: z.enum(REDUCTIONS).default("sum"),
  /** How many parts are shown by name. */
  most: z.int().min(2).max(12).default(8),
  labels: z.enum(["name", "percent", "value", "none"]).default("percent"),
});

type Options = z.infer<typeof partsOptions>;

function largest(amounts: readonly Amount[], most: number): Amount[] {
  const sorted = amounts.filter(({ value }) => value > 0).toSorted((a, b) => b.value - a.value);
  if (sorted.length <= most) return sorted;
  const rest = sorted.slice(most - 1);
  const value = rest.reduce((sum, one) => sum + one.value, 0);
  return [...sorted.slice(0, most - 1), { name: `others (${rest.length})`, value, unit: rest[0]?.unit }];
}

export function drawParts(input: DrawInput<Options>, hole: "none" | "wide"): Drawing {
  const parts = largest(amountsOf(input.frames, input.options.reduce), input.options.most);
  if (parts.length === 0) return nothing(NO_SERIES);
  const { look, face, size, options } = input;
  const unit = sharedUnit(face.unit, parts);
  const write = (value: number): string => writeNumber(value, { unit, decimals: face.decimals });
  const total = parts.reduce((sum, { value }) => sum + value, 0);
  const percent = (value: number): string => `${((value / total) * 100).toFixed(1)} %`;
  const plan = planLegend(
    parts.map(({ name }) => name),
    input,
  );
  const height = size.height - plan.height - 8;
  const outer = Math.max(20, Math.min(size.width * 0.32, height / 2 - (options.labels === "none" ? 6 : 26)));
  const middle = [size.width / 2, height / 2 + 4];
  const labelOf: Readonly<Record<Options["labels"], (name: string, value: number) => string>> = {
    name: (name) => name,
    percent: (_name, value) => percent(value),
    value: (_name, value) => write(value),
    none: () => "",
  };
  const option = {
    ...baseOption(input),
    legend: plan.legend,
    ...(hole === "wide" ? { title: totalTitle(write(total), input, middle) } : {}),
    series: [
      {
        type: "pie",
        center: middle,
        radius: hole === "wide" ? [outer * 0.62, outer] : [0, outer],
        startAngle: 90,
        avoidLabelOverlap: true,
        itemStyle: { borderColor: look.background, borderWidth: 2 },
        label: {
          show: options.labels !== "none",
          color: look.muted,
          fontSize: look.fontSize - 1,
          textBorderWidth: 0,
          formatter: ({ name, value }: { name: string; value: number }) =>
            labelOf[options.labels](name, value),
        },
        labelLine: { length: 8, length2: 8, lineStyle: { color: look.axis } },
        data: parts.map(({ name, value }) => ({ name, value })),
      },
    ],
  };
  const told = parts.map(({ name, value }) => `${name}: ${write(value)}, ${percent(value)}`);
  return { form: "chart", option, words: `Parts of ${write(total)}. ${told.join("; ")}.` };
}

function totalTitle(text: string, { look, size }: DrawInput<Options>, middle: readonly number[]) {
  return {
    text,
    left: middle[0],
    top: (middle[1] ?? 0) - 9,
    textAlign: "center",
    padding: 0,
    textStyle: { color: look.text, fontSize: Math.min(20, Math.max(12, size.height / 14)), fontWeight: 600 },
  };
}
