// Bars: over time where frames have a time field, by name where they have a text field.

import { namedExample } from "./examples.ts";
import { drawBars, barOptions } from "./bar-chart.ts";
import { declareKind } from "./kind.ts";

export const bar = declareKind({
  title: "Bars",
  meaning:
    "A bar per name and number field, or per instant and series. Frames with a text field or a time field, and number fields.",
  options: barOptions,
  example: () => ({
    frames: [
      namedExample("errors", "{error}", [
        ["checkout", 412],
        ["search", 288],
        ["login", 197],
        ["catalogue", 96],
        ["mail", 31],
      ]),
    ],
    options: {},
  }),
  draw: (input) => drawBars(input, "beside"),
});
