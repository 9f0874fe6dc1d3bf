// Stacked areas over time.

import { hourlyExample } from "./examples.ts";
import { declareKind } from "./kind.ts";
import { drawTimeChart, timeChartOptions } from "./time-chart.ts";

export const area = declareKind({
  title: "Stacked areas over time",
  meaning: "Each series an area on top of the one before. Frames with a time field and number fields.",
  options: timeChartOptions,
  example: () => ({
    frames: hourlyExample("requests", "{request}/s", ["checkout", "search", "login"]),
    options: { y_label: "requests per second" },
  }),
  draw: (input) => drawTimeChart(input, { type: "line", isStacked: true, isFilled: true }),
});
