// Pies.

import { namedExample } from "./examples.ts";
import { declareKind } from "./kind.ts";
import { drawParts, partsOptions } from "./parts.ts";

export const pie = declareKind({
  title: "Pie",
  meaning: "Parts of a whole. A row per part with a text and a number, or series that are reduced.",
  options: partsOptions,
  example: () => ({
    frames: [
      namedExample("requests", "{request}", [
        ["GET", 8_214],
        ["POST", 3_107],
        ["PUT", 904],
        ["DELETE", 211],
      ]),
    ],
    options: { labels: "percent" },
  }),
  draw: (input) => drawParts(input, "none"),
});
