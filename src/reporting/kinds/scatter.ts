// Scatter plots.

import { columnsExample } from "./examples.ts";
import { declareKind } from "./kind.ts";
import { drawPoints, pointsOptions } from "./points.ts";

const POINTS = Array.from({ length: 60 }, (_, at) => at);

export const scatter = declareKind({
  title: "Scatter",
  meaning: "A point per row by two number fields; a text field says its group.",
  options: pointsOptions,
  example: () => ({
    frames: [
      columnsExample("A", {
        service: POINTS.map((at) => (at % 2 === 0 ? "checkout" : "search")),
        size_kib: POINTS.map((at) => 4 + at * 1.7 + 9 * Math.sin(at * 1.9)),
        latency_ms: POINTS.map((at) => 40 + at * (at % 2 === 0 ? 3.1 : 1.4) + 25 * Math.cos(at * 2.3)),
      }),
    ],
    options: { x_label: "request size, KiB", y_label: "latency, ms" },
  }),
  draw: (input) => drawPoints(input, "same"),
});
