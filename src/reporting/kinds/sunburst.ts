// Sunbursts: parts of parts as rings.

import { z } from "zod";
import { writeNumber } from "../draw/write-number.ts";
import { inkOn, seriesColour } from "../look.ts";
import { baseOption } from "./chart-frame.ts";
import { columnsExample } from "./examples.ts";
import { declareKind, nothing, type Drawing, type DrawInput } from "./kind.ts";
import { REDUCTIONS } from "./readings.ts";
import { NO_SERIES } from "./time-chart.ts";
import { readTree, TREE_COLUMNS, type Branch } from "./tree.ts";

const options = z.strictObject({ reduce: z.enum(REDUCTIONS).default("sum") });

function drawSunburst(input: DrawInput<z.infer<typeof options>>): Drawing {
  const { look, face, size } = input;
  const tree = readTree(input.frames, input.options.reduce);
  if (tree.length === 0) return nothing(NO_SERIES);
  const write = (value: number): string => writeNumber(value, { unit: face.unit, decimals: face.decimals });
  const radius = Math.max(30, Math.min(size.width, size.height) / 2 - 8);
  const option = {
    ...baseOption(input),
    series: [
      {
        type: "sunburst",
        nodeClick: false,
        sort: "desc",
        center: ["50%", "50%"],
        radius: [radius * 0.16, radius],
        itemStyle: { borderColor: look.background, borderWidth: 1.5 },
        label: {
          fontSize: look.fontSize - 1,
          minAngle: 12,
          overflow: "truncate",
          rotate: "radial",
          textBorderWidth: 0,
        },
        data: tree.map((branch, at) => toNode(branch, seriesColour(look, at), 1)),
      },
    ],
  };
  const words = tree.slice(0, 8).map(({ name, value }) => `${name}: ${write(value)}`);
  return { form: "chart", option, words: `${words.join("; ")}.` };
}

/** Further out, paler. */
function toNode({ name, value, children }: Branch, colour: string, strength: number): object {
  return {
    name,
    value,
    itemStyle: { color: colour, opacity: strength },
    label: { color: inkOn(colour) },
    ...(children.length === 0
      ? {}
      : { children: children.map((child) => toNode(child, colour, Math.max(0.45, strength - 0.18))) }),
  };
}

export const sunburst = declareKind({
  title: "Sunburst",
  meaning: "Parts of parts as rings. Frames as for a treemap.",
  options,
  example: () => ({ frames: [columnsExample("A", TREE_COLUMNS)], options: {}, unit: "USD" }),
  draw: drawSunburst,
});
