// Bubbles: points with a size.

import { columnsExample } from "./examples.ts";
import { declareKind } from "./kind.ts";
import { drawPoints, pointsOptions } from "./points.ts";

export const bubble = declareKind({
  title: "Bubbles",
  meaning:
    "A bubble per row: across and up by two number fields, its area by a third; a text field says its group.",
  options: pointsOptions,
  example: () => ({
    frames: [
      columnsExample("A", {
        service: ["checkout", "search", "login", "catalogue", "mail", "billing"],
        requests_per_s: [120, 340, 80, 260, 14, 33],
        errors_percent: [1.9, 0.4, 0.9, 0.3, 3.2, 1.1],
        cost_usd: [310, 520, 90, 400, 22, 60],
      }),
    ],
    options: { x_label: "requests per second", y_label: "errors, %" },
  }),
  draw: (input) => drawPoints(input, "by_value"),
});
