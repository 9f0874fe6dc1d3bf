// Treemaps: parts of parts as areas.

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

function drawTreemap(input: DrawInput<z.infer<typeof options>>): Drawing {
  const { look, face, size } = input;
  const tree = readTree(input.frames, input.options.reduce);
  if (tree.length === 0) return nothing(NO_SERIES);
  const write = (value: number): string => writeNumber(value, { unit: face.unit, decimals: face.decimals });
  const told = ({ name, value }: { name: string; value: number }): string => `${name}\n${write(value)}`;
  const isFlat = tree.every(({ children }) => children.length === 0);
  const option = {
    ...baseOption(input),
    series: [
      {
        type: "treemap",
        roam: false,
        nodeClick: false,
        breadcrumb: { show: false },
        left: 8,
        right: 8,
        top: 8,
        bottom: 8,
        width: size.width - 16,
        height: size.height - 16,
        label: { fontSize: look.fontSize, formatter: told, overflow: "truncate" },
        upperLabel: {
          show: !isFlat,
          height: 22,
          color: look.text,
          fontSize: look.fontSize,
          formatter: "{b}",
        },
        itemStyle: { borderColor: look.background, borderWidth: 2, gapWidth: 2 },
        levels: [
          { itemStyle: { borderWidth: 0, gapWidth: 4 }, upperLabel: { show: false } },
          { itemStyle: { borderColor: look.surface, borderWidth: 4, gapWidth: 2 } },
        ],
        data: tree.map((branch, at) => toNode(branch, seriesColour(look, at))),
      },
    ],
  };
  const words = tree.slice(0, 8).map(({ name, value }) => `${name}: ${write(value)}`);
  return { form: "chart", option, words: `${words.join("; ")}.` };
}

function toNode({ name, value, children }: Branch, colour: string): object {
  return {
    name,
    value,
    itemStyle: { color: colour },
    label: { color: inkOn(colour) },
    ...(children.length === 0 ? {} : { children: children.map((child) => toNode(child, colour)) }),
  };
}

export const treemap = declareKind({
  title: "Treemap",
  meaning:
    "Parts of parts as areas: text fields from the root outwards and a number, or series by their labels.",
  options,
  example: () => ({ frames: [columnsExample("A", TREE_COLUMNS)], options: {}, unit: "USD" }),
  draw: drawTreemap,
});
