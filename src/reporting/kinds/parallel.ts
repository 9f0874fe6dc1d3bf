// Parallel coordinates: each row a line through all of its measures.

import { z } from "zod";
import { writeNumber } from "../draw/write-number.ts";
import { fieldsOf, numberIn, rowCount, textIn, type Field } from "../frame.ts";
import { seriesColour } from "../look.ts";
import { baseOption, planLegend } from "./chart-frame.ts";
import { columnsExample } from "./examples.ts";
import { declareKind, nothing, type Drawing, type DrawInput } from "./kind.ts";

const options = z.strictObject({ most_rows: z.int().min(1).max(2_000).default(500) });

function drawParallel(input: DrawInput<z.infer<typeof options>>): Drawing {
  const [frame] = input.frames;
  const measures = frame === undefined ? [] : fieldsOf(frame, "number");
  if (frame === undefined || measures.length < 2)
    return nothing("Needs at least two number fields: an axis each.");
  const [group] = fieldsOf(frame, "text");
  const groups = new Map<string, number[][]>();
  for (let row = 0; row < Math.min(rowCount(frame), input.options.most_rows); row++) {
    const name = group === undefined ? "rows" : textIn(group, row);
    const values = measures.map((field) => numberIn(field, row));
    if (values.includes(null)) continue;
    groups.set(name, [...(groups.get(name) ?? []), values as number[]]);
  }
  const { look } = input;
  const plan = planLegend([...groups.keys()], input);
  const option = {
    ...baseOption(input),
    legend: plan.legend,
    parallel: { left: 40, right: 56, top: 34, bottom: plan.height + 18 },
    parallelAxis: measures.map((field, dim) => toAxis(field, dim, input)),
    series: Array.from(groups, ([name, rows], at) => ({
      name,
      type: "parallel",
      data: rows,
      lineStyle: { color: seriesColour(look, at), width: 1.2, opacity: 0.6 },
      itemStyle: { color: seriesColour(look, at) },
    })),
  };
  const words = `${rowCount(frame)} rows through ${measures.map(({ name }) => name).join(", ")}.`;
  return { form: "chart", option, words };
}

function toAxis(field: Field, dim: number, { look }: DrawInput<unknown>) {
  return {
    dim,
    name: field.name,
    scale: true,
    nameTextStyle: { color: look.text, fontSize: look.fontSize - 1 },
    axisLine: { lineStyle: { color: look.axis } },
    axisTick: { lineStyle: { color: look.axis } },
    axisLabel: {
      color: look.muted,
      fontSize: look.fontSize - 2,
      formatter: (value: number) => writeNumber(value, { unit: field.unit }),
    },
  };
}

const ROWS = Array.from({ length: 36 }, (_, at) => at);

export const parallel = declareKind({
  title: "Parallel coordinates",
  meaning: "Each row a line through its number fields, an axis each; a text field says its group.",
  options,
  example: () => ({
    frames: [
      columnsExample("A", {
        service: ROWS.map((at) => (at % 3 === 0 ? "checkout" : at % 3 === 1 ? "search" : "login")),
        requests: ROWS.map((at) => 100 + ((at * 37) % 90) + (at % 3) * 60),
        p95_ms: ROWS.map((at) => 200 - (at % 3) * 50 + ((at * 17) % 40)),
        errors: ROWS.map((at) => ((at * 7) % 11) / 4 + (at % 3)),
        memory_mib: ROWS.map((at) => 220 + ((at * 53) % 140)),
      }),
    ],
    options: {},
  }),
  draw: drawParallel,
});
