// Time-series lines.

import { hourlyExample } from "./examples.ts";
import { declareKind } from "./kind.ts";
import { drawTimeChart, timeChartOptions } from "./time-chart.ts";

export const line = declareKind({
  title: "Lines over time",
  meaning: "Each series a line. Frames with a time field and number fields.",
  options: timeChartOptions,
  example: () => ({
    frames: hourlyExample("latency", "ms", ["checkout", "search", "login"]),
    options: { y_label: "p95 latency" },
    unit: "ms",
  }),
  draw: (input) => drawTimeChart(input, { type: "line", isStacked: false, isFilled: false }),
});
