// Radars: several measures of a few things, on axes from one middle.

import { z } from "zod";
import { writeNumber } from "../draw/write-number.ts";
import { fieldsOf, numberIn, rowCount, textIn, type Field, type Frame } from "../frame.ts";
import { seriesColour } from "../look.ts";
import { baseOption, planLegend } from "./chart-frame.ts";
import { columnsExample } from "./examples.ts";
import { declareKind, nothing, type Drawing, type DrawInput } from "./kind.ts";

const options = z.strictObject({
  /** The outer end of every axis; left out: what each measure needs. */
  max: z.number().positive().optional(),
});

const NEEDED = "Needs a text field and at least three number fields: an axis each.";

function drawRadar(input: DrawInput<z.infer<typeof options>>): Drawing {
  const frame = input.frames.find((one) => fieldsOf(one, "text").length > 0);
  const measures = frame === undefined ? [] : fieldsOf(frame, "number");
  if (frame === undefined || measures.length < 3) return nothing(NEEDED);
  const things = readThings(frame, measures).slice(0, 12);
  const plan = planLegend(
    things.map(({ name }) => name),
    input,
  );
  const { look, size, face, options: asked } = input;
  const height = size.height - plan.height;
  const most = (field: Field): number =>
    asked.max ??
    Math.max(1e-9, ...field.values.map((value) => (typeof value === "number" ? value : 0))) * 1.08;
  const option = {
    ...baseOption(input),
    legend: plan.legend,
    radar: {
      center: [size.width / 2, height / 2 + 4],
      radius: Math.max(30, Math.min(size.width / 2 - 70, height / 2 - 30)),
      splitNumber: 4,
      indicator: measures.map((field) => ({ name: field.name, max: most(field) })),
      axisName: { color: look.muted, fontSize: look.fontSize - 1 },
      splitLine: { lineStyle: { color: look.grid } },
      splitArea: { show: false },
      axisLine: { lineStyle: { color: look.grid } },
    },
    series: [
      {
        type: "radar",
        symbolSize: 4,
        data: things.map(({ name, values }, at) => ({
          name,
          value: values,
          lineStyle: { color: seriesColour(look, at), width: 1.6 },
          itemStyle: { color: seriesColour(look, at) },
          areaStyle: { color: seriesColour(look, at), opacity: 0.1 },
        })),
      },
    ],
  };
  const told = things.slice(0, 4).map(({ name, values }) => {
    const each = measures.map(
      (field, at) => `${field.name} ${writeNumber(values[at] ?? 0, { unit: face.unit ?? field.unit })}`,
    );
    return `${name}: ${each.join(", ")}`;
  });
  return { form: "chart", option, words: `${told.join("; ")}.` };
}

function readThings(frame: Frame, measures: readonly Field[]): { name: string; values: number[] }[] {
  const [text] = fieldsOf(frame, "text");
  return Array.from({ length: rowCount(frame) }, (_, row) => ({
    name: textIn(text, row),
    values: measures.map((field) => numberIn(field, row) ?? 0),
  }));
}

export const radar = declareKind({
  title: "Radar",
  meaning: "Several measures of a few things: a row each with a text field and three or more number fields.",
  options,
  example: () => ({
    frames: [
      columnsExample("A", {
        service: ["checkout", "search"],
        availability: [92, 97],
        speed: [61, 88],
        freshness: [84, 70],
        cost: [55, 74],
        coverage: [78, 91],
      }),
    ],
    options: { max: 100 },
  }),
  draw: drawRadar,
});
