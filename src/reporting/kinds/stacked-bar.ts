// Stacked bars.

import { EXAMPLE_START_MS } from "./examples.ts";
import { barOptions, drawBars } from "./bar-chart.ts";
import { declareKind } from "./kind.ts";

const DAYS = [0, 1, 2, 3, 4, 5, 6];
const DAY_MS = 86_400_000;

const spent = (name: string, base: number) => ({
  name: "A",
  fields: [
    { name: "time", type: "time" as const, values: DAYS.map((day) => EXAMPLE_START_MS + day * DAY_MS) },
    {
      name: "cost",
      type: "number" as const,
      unit: "USD",
      labels: { meter: name },
      values: DAYS.map((day) => Math.round((base + 9 * Math.sin(day + base)) * 100) / 100),
    },
  ],
});

export const stackedBar = declareKind({
  title: "Stacked bars",
  meaning: "Bars on top of each other, per name or instant. Frames as for bars.",
  options: barOptions,
  example: () => ({
    frames: [spent("metrics", 42), spent("logs", 31), spent("traces", 17)],
    options: {},
    unit: "USD",
  }),
  draw: (input) => drawBars(input, "stacked"),
});
