// Histograms: how often values of each size occur.

import { z } from "zod";
import { writeNumber } from "../draw/write-number.ts";
import { fieldTitle } from "../frame.ts";
import { baseOption, sparseAxis, plotGrid, planLegend, valueAxis } from "./chart-frame.ts";
import { columnsExample } from "./examples.ts";
import { declareKind, nothing, type Drawing, type DrawInput } from "./kind.ts";
import { chosen, sharedUnit } from "./readings.ts";
import { NO_SERIES } from "./time-chart.ts";

const options = z.strictObject({
  /** Names of number fields; left out: all. */
  fields: z.array(z.string().max(256)).max(20).optional(),
  /** Left out: by how many values there are (Sturges' rule). */
  buckets: z.int().min(2).max(100).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
});

type Options = z.infer<typeof options>;

interface Spread {
  readonly name: string;
  readonly unit: string | undefined;
  readonly values: readonly number[];
}

function readSpreads({ frames, options: asked }: DrawInput<Options>): Spread[] {
  return frames.flatMap((frame) =>
    chosen(frame, asked.fields).map((field) => ({
      name: fieldTitle(field),
      unit: field.unit,
      values: field.values.filter((value) => typeof value === "number" && Number.isFinite(value)) as number[],
    })),
  );
}

const NICE = [1, 2, 2.5, 5, 10];

/** A width that people count in, such as 25 or 0.5. */
function niceWidth(wanted: number): number {
  const power = 10 ** Math.floor(Math.log10(wanted));
  const factor = NICE.find((nice) => nice * power >= wanted * 0.999) ?? 10;
  return factor * power;
}

interface Buckets {
  readonly start: number;
  readonly width: number;
  readonly count: number;
}

function planBuckets(values: readonly number[], { buckets, min, max }: Options): Buckets {
  const least = min ?? values.reduce((a, b) => Math.min(a, b));
  const most = Math.max(max ?? values.reduce((a, b) => Math.max(a, b)), least);
  const wanted = buckets ?? Math.max(5, Math.ceil(Math.log2(values.length) + 1) * 2);
  const width = most === least ? 1 : niceWidth((most - least) / wanted);
  const start = Math.floor(least / width) * width;
  return { start, width, count: Math.max(1, Math.floor((most - start) / width) + 1) };
}

function countIn(values: readonly number[], { start, width, count }: Buckets): number[] {
  const counts = Array.from({ length: count }, () => 0);
  for (const value of values) {
    const at = Math.floor((value - start) / width);
    if (at >= 0 && at < count) counts[at] = (counts[at] ?? 0) + 1;
  }
  return counts;
}

function drawHistogram(input: DrawInput<Options>): Drawing {
  const spreads = readSpreads(input).filter(({ values }) => values.length > 0);
  if (spreads.length === 0) return nothing(NO_SERIES);
  const all = spreads.flatMap(({ values }) => values);
  const plan = planBuckets(all, input.options);
  const { face } = input;
  const unit = sharedUnit(face.unit, spreads);
  const write = (value: number): string => writeNumber(value, { unit, decimals: face.decimals });
  const names = Array.from({ length: plan.count }, (_, at) => write(plan.start + at * plan.width));
  const legend = planLegend(
    spreads.map(({ name }) => name),
    input,
  );
  const option = {
    ...baseOption(input),
    legend: legend.legend,
    grid: plotGrid(legend.height),
    xAxis: sparseAxis(input, names),
    yAxis: { ...valueAxis(input, { name: "values" }), minInterval: 1 },
    series: spreads.map(({ name, values }) => ({
      name,
      type: "bar",
      stack: "all",
      barCategoryGap: "4%",
      data: countIn(values, plan),
    })),
  };
  const words = `${all.length} values in ${plan.count} buckets of ${write(plan.width)} from ${write(plan.start)}.`;
  return { form: "chart", option, words };
}

const SAMPLES = Array.from({ length: 240 }, (_, at) => at);

export const histogram = declareKind({
  title: "Histogram",
  meaning: "How many values fall into buckets of equal width. Number fields of any frames.",
  options,
  example: () => ({
    frames: [
      columnsExample("A", {
        duration: SAMPLES.map((at) =>
          Math.round(90 + 55 * Math.sin(at * 12.9898) * Math.cos(at * 4.1) + ((at * 37) % 61)),
        ),
      }),
    ],
    options: {},
    unit: "ms",
  }),
  draw: drawHistogram,
});
