// Sankey: how much flows from where to where.

import { z } from "zod";
import { textWidth } from "../draw/text-width.ts";
import { writeNumber } from "../draw/write-number.ts";
import { seriesColour } from "../look.ts";
import { baseOption } from "./chart-frame.ts";
import { columnsExample } from "./examples.ts";
import { declareKind, nothing, type Drawing, type DrawInput } from "./kind.ts";
import { layLayers } from "./layers.ts";
import { NETWORK_COLUMNS, readNetwork } from "./links-of.ts";

const options = z.strictObject({ most_links: z.int().min(1).max(300).default(100) });

function drawSankey(input: DrawInput<z.infer<typeof options>>): Drawing {
  const { look, face } = input;
  const network = readNetwork(input.frames);
  const links = network.edges
    .filter(({ from, to, value }) => from !== to && value > 0)
    .toSorted((a, b) => b.value - a.value)
    .slice(0, input.options.most_links);
  if (links.length === 0) return nothing("Needs rows with two text fields, from and to, and a number field.");
  const names = [...new Set(links.flatMap(({ from, to }) => [from, to]))];
  const places = layLayers(names, links);
  // A Sankey cannot draw a flow that comes back to where it was.
  const forward = links.filter(
    ({ from, to }) => (places.get(from)?.layer ?? 0) < (places.get(to)?.layer ?? 0),
  );
  const write = (value: number): string => writeNumber(value, { unit: face.unit, decimals: face.decimals });
  const option = {
    ...baseOption(input),
    series: [
      {
        type: "sankey",
        left: 12,
        right: 16 + names.reduce((most, name) => Math.max(most, textWidth(name, look.fontSize)), 0),
        top: 14,
        bottom: 14,
        nodeWidth: 14,
        nodeGap: 12,
        layoutIterations: 32,
        draggable: false,
        label: { color: look.text, fontSize: look.fontSize, textBorderWidth: 0 },
        lineStyle: { color: "source", opacity: 0.28, curveness: 0.5 },
        itemStyle: { borderWidth: 0 },
        data: names.map((name, at) => ({ name, itemStyle: { color: seriesColour(look, at) } })),
        links: forward.map(({ from, to, value }) => ({ source: from, target: to, value })),
      },
    ],
  };
  const told = forward.slice(0, 8).map(({ from, to, value }) => `${from} to ${to}: ${write(value)}`);
  return { form: "chart", option, words: `${forward.length} flows. ${told.join("; ")}.` };
}

export const sankey = declareKind({
  title: "Sankey",
  meaning:
    "How much flows from where to where: rows with two text fields and a number, or the source `topology`.",
  options,
  example: () => ({ frames: [columnsExample("A", NETWORK_COLUMNS)], options: {} }),
  draw: drawSankey,
});
