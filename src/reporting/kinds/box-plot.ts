// Box plots: least, quartiles and greatest of each series.

import { z } from "zod";
import { writeNumber } from "../draw/write-number.ts";
import { fieldTitle } from "../frame.ts";
import { baseOption, categoryAxis, plotGrid, valueAxis } from "./chart-frame.ts";
import { hourlyExample } from "./examples.ts";
import { declareKind, nothing, type Drawing, type DrawInput } from "./kind.ts";
import { chosen, sharedUnit } from "./readings.ts";
import { NO_SERIES } from "./time-chart.ts";

const options = z.strictObject({
  /** Names of number fields; left out: all. */
  fields: z.array(z.string().max(256)).max(20).optional(),
  y_label: z.string().max(64).default(""),
});

interface Box {
  readonly name: string;
  readonly unit: string | undefined;
  /** Least, lower quartile, median, upper quartile, greatest. */
  readonly five: readonly number[];
}

/** Linear between ranks, as telemetry's percentiles are. */
function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] ?? 0;
  const high = sorted[Math.ceil(at)] ?? low;
  return low + (high - low) * (at - Math.floor(at));
}

function readBoxes({ frames, options: asked }: DrawInput<z.infer<typeof options>>): Box[] {
  return frames.flatMap((frame) =>
    chosen(frame, asked.fields).flatMap((field) => {
      const numbers = field.values.filter(
        (value) => typeof value === "number" && Number.isFinite(value),
      ) as number[];
      if (numbers.length === 0) return [];
      const sorted = numbers.sort((a, b) => a - b);
      const five = [0, 0.25, 0.5, 0.75, 1].map((share) => quantile(sorted, share));
      return [{ name: fieldTitle(field), unit: field.unit, five }];
    }),
  );
}

function drawBoxes(input: DrawInput<z.infer<typeof options>>): Drawing {
  const boxes = readBoxes(input);
  if (boxes.length === 0) return nothing(NO_SERIES);
  const { face, look } = input;
  const unit = sharedUnit(face.unit, boxes);
  const write = (value: number): string => writeNumber(value, { unit, decimals: face.decimals });
  const colour = look.series[0] ?? look.text;
  const option = {
    ...baseOption(input),
    grid: plotGrid(0),
    xAxis: categoryAxis(
      input,
      boxes.map(({ name }) => name),
    ),
    yAxis: valueAxis(input, { unit, name: input.options.y_label, fitsData: true }),
    series: [
      {
        type: "boxplot",
        boxWidth: [10, 46],
        itemStyle: { color: `${colour}33`, borderColor: colour, borderWidth: 1.5 },
        data: boxes.map(({ five }) => [...five]),
      },
    ],
  };
  const told = boxes
    .slice(0, 6)
    .map(
      ({ name, five }) =>
        `${name}: median ${write(five[2] ?? 0)}, ${write(five[0] ?? 0)} to ${write(five[4] ?? 0)}`,
    );
  return { form: "chart", option, words: `${told.join("; ")}.` };
}

export const boxPlot = declareKind({
  title: "Box plot",
  meaning: "Least, quartiles and greatest of each number field. Any frames.",
  options,
  example: () => ({
    frames: hourlyExample("latency", "ms", ["checkout", "search", "login", "mail"]),
    options: { y_label: "latency" },
    unit: "ms",
  }),
  draw: drawBoxes,
});
