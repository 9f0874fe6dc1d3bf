// Custom: the data as ECharts datasets, a frame each, and an option of somebody's own from an allow-list. It is data, not
// code: nothing of it runs here, and in a browser it runs in a sandboxed frame.

import { z } from "zod";
import type { Frame } from "../frame.ts";
import { judgeOption } from "./allowed-option.ts";
import { baseOption } from "./chart-frame.ts";
import { namedExample } from "./examples.ts";
import { declareKind, nothing, type Drawing, type DrawInput } from "./kind.ts";

const options = z.strictObject({
  option: z
    .record(z.string(), z.unknown())
    .default({})
    .superRefine((option, context) => {
      for (const { path, message } of judgeOption(option))
        context.addIssue({ code: "custom", path: [...path], message });
    }),
});

/** A dataset's first row names the columns, so that `encode` can. */
function toDataset({ name, fields }: Frame) {
  const rows = (fields[0]?.values ?? []).map((_, row) => fields.map(({ values }) => values[row] ?? null));
  return { id: name, source: [fields.map((field) => field.name), ...rows] };
}

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function drawCustom(input: DrawInput<z.infer<typeof options>>): Drawing {
  const { option } = input.options;
  if (option["series"] === undefined) return nothing("The option has no series yet: edit the panel.");
  const series = Array.isArray(option["series"]) ? option["series"] : [option["series"]];
  const { look } = input;
  const drawn = {
    ...baseOption(input),
    darkMode: look.name === "dark",
    ...option,
    ...(isObject(option["legend"])
      ? { legend: { textStyle: { color: look.text }, ...option["legend"] } }
      : {}),
    animation: false,
    dataset: input.frames.map(toDataset),
    tooltip: { ...(baseOption(input)["tooltip"] as object), renderMode: "richText" },
  };
  return { form: "chart", option: drawn, words: `A picture of its own with ${series.length} series.` };
}

export const custom = declareKind({
  title: "Custom",
  meaning:
    "Any frames as datasets, and an ECharts option from an allow-list: no functions, formatters, images or links.",
  options,
  example: () => ({
    frames: [
      namedExample("orders", "", [
        ["Mon", 120],
        ["Tue", 200],
        ["Wed", 150],
        ["Thu", 80],
        ["Fri", 170],
      ]),
    ],
    options: {
      option: {
        polar: { radius: ["18%", "78%"] },
        angleAxis: { type: "value", startAngle: 90 },
        radiusAxis: { type: "category" },
        series: [
          {
            type: "bar",
            coordinateSystem: "polar",
            datasetId: "A",
            encode: { radius: "name", angle: "orders" },
          },
        ],
      },
    },
  }),
  draw: drawCustom,
});
