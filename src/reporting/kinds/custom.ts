// Custom: the data as ECharts datasets, a frame each, and an option of somebody's own from an allow-list. It is data, not
// code: nothing of it runs here, and in a browser it runs in a sandboxed frame.

import { z } from "zod";
import type { Frame } from "../frame.ts";
import type { Look } from "../look.ts";
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

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `given`, and what `usual` says where it says nothing. */
function filledUp(
  given: Readonly<Record<string, unknown>>,
  usual: Readonly<Record<string, unknown>>,
): object {
  const filled: Record<string, unknown> = { ...usual, ...given };
  for (const [name, part] of Object.entries(usual)) {
    const own = given[name];
    if (isObject(part) && isObject(own)) filled[name] = filledUp(own, part);
  }
  return filled;
}

const AXES = ["xAxis", "yAxis", "angleAxis", "radiusAxis", "singleAxis", "parallelAxis"] as const;

/** Axes in the look's own colours, which every look has, and the page can tell in the dark. */
function inLook(option: Readonly<Record<string, unknown>>, look: Look): Record<string, unknown> {
  const line = { lineStyle: { color: look.axis } };
  const split = { lineStyle: { color: look.grid } };
  const label = { color: look.muted };
  const axis = { axisLine: line, axisTick: line, axisLabel: label, splitLine: split, nameTextStyle: label };
  const radar = { axisName: label, axisLine: split, splitLine: split, splitArea: { show: false } };
  const usual = [...AXES.map((name) => [name, axis] as const), ["radar", radar] as const];
  const filled: Record<string, unknown> = { ...option };
  for (const [name, how] of usual) {
    const given = option[name];
    if (Array.isArray(given))
      filled[name] = given.map((one: unknown) => (isObject(one) ? filledUp(one, how) : one));
    else if (isObject(given)) filled[name] = filledUp(given, how);
  }
  return filled;
}

function drawCustom(input: DrawInput<z.infer<typeof options>>): Drawing {
  const { option } = input.options;
  if (option["series"] === undefined) return nothing("The option has no series yet: edit the panel.");
  const series = Array.isArray(option["series"]) ? option["series"] : [option["series"]];
  const { look } = input;
  const base = baseOption(input);
  const tooltip = isObject(option["tooltip"]) ? option["tooltip"] : {};
  const drawn = {
    ...base,
    darkMode: look.name === "dark",
    ...inLook(option, look),
    ...(isObject(option["legend"])
      ? { legend: { textStyle: { color: look.text }, ...option["legend"] } }
      : {}),
    animation: false,
    dataset: input.frames.map(toDataset),
    // Drawn, not written into a document.
    tooltip: { ...(base["tooltip"] as object), ...tooltip, confine: true, renderMode: "richText" },
  };
  const words = `A picture of its own with ${series.length} series.`;
  return { form: "chart", option: drawn, words, isOwn: true };
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
