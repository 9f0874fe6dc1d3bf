// The level as the median of the last days: it follows nothing and single days do not move it, which is what a series
// of bursts wants.

import type { LevelMethod } from "./level-method.ts";
import { medianOf } from "./quantile.ts";

export function recentMedian(days: number): LevelMethod {
  return ({ adjusted, origins, horizon }) => {
    const paths = new Float64Array(origins.length * horizon);
    origins.forEach((origin, which) => {
      const known = adjusted
        .subarray(Math.max(0, origin - days), origin)
        .filter((value) => !Number.isNaN(value));
      paths.fill(medianOf(known), which * horizon, (which + 1) * horizon);
    });
    return paths;
  };
}
