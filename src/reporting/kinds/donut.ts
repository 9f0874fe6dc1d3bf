// Donuts: a pie with its total in the middle.

import { namedExample } from "./examples.ts";
import { declareKind } from "./kind.ts";
import { drawParts, partsOptions } from "./parts.ts";

export const donut = declareKind({
  title: "Donut",
  meaning: "Parts of a whole with the total in the middle. Frames as for a pie.",
  options: partsOptions,
  example: () => ({
    frames: [
      namedExample("cost", "USD", [
        ["metrics", 412.5],
        ["logs", 251.2],
        ["traces", 132.8],
        ["queries", 44.1],
      ]),
    ],
    options: {},
    unit: "USD",
  }),
  draw: (input) => drawParts(input, "wide"),
});
