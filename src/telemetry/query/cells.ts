// One group's result, a cell for each window: how contributions to a cell become its value.

import { type Interval, quantileOf, quantileOfValues } from "./distribution.ts";

interface Contribution {
  readonly value: number;
  /** How many observations the value stands for. */
  readonly weight: number;
  /** Nanoseconds since the start of the range. */
  readonly time: number;
}

export interface Cells {
  add(window: number, contribution: Contribution): void;
  addIntervals(window: number, intervals: readonly Interval[]): void;
  /** Null where nothing was added. */
  at(window: number): number | null;
}

export type CellKind = "mean" | "least" | "greatest" | "sum" | "weight" | "latest" | "quantile";

const ignoreIntervals = (): void => undefined;

function foldCells(
  windows: number,
  fold: (sum: number, contribution: Contribution) => number,
  start: number,
): Cells {
  const sums = new Float64Array(windows).fill(start);
  const isSet = new Uint8Array(windows);
  return {
    add(window, contribution) {
      sums[window] = fold(sums[window] as number, contribution);
      isSet[window] = 1;
    },
    addIntervals: ignoreIntervals,
    at: (window) => (isSet[window] === 1 ? (sums[window] as number) : null),
  };
}

function meanCells(windows: number): Cells {
  const sums = new Float64Array(windows);
  const weights = new Float64Array(windows);
  return {
    add(window, { value, weight }) {
      sums[window] = (sums[window] as number) + value;
      weights[window] = (weights[window] as number) + weight;
    },
    addIntervals: ignoreIntervals,
    at: (window) => (weights[window] === 0 ? null : (sums[window] as number) / (weights[window] as number)),
  };
}

function latestCells(windows: number): Cells {
  const values = new Float64Array(windows);
  const times = new Float64Array(windows).fill(-1);
  return {
    add(window, { value, time }) {
      if (time < (times[window] as number)) return;
      values[window] = value;
      times[window] = time;
    },
    addIntervals: ignoreIntervals,
    at: (window) => (times[window] === -1 ? null : (values[window] as number)),
  };
}

interface QuantileCell {
  readonly values: number[];
  readonly counts: Map<string, { low: number; high: number; count: number }>;
}

function quantileCells(quantile: number): Cells {
  const cells = new Map<number, QuantileCell>();
  const cellAt = (window: number): QuantileCell => {
    const known = cells.get(window);
    if (known !== undefined) return known;
    const cell = { values: [], counts: new Map() };
    cells.set(window, cell);
    return cell;
  };
  return {
    add: (window, { value }) => void cellAt(window).values.push(value),
    addIntervals(window, intervals) {
      const { counts } = cellAt(window);
      for (const { low, high, count } of intervals) {
        if (count <= 0) continue;
        const key = `${low}|${high}`;
        const known = counts.get(key);
        if (known === undefined) counts.set(key, { low, high, count });
        else known.count += count;
      }
    },
    at(window) {
      const cell = cells.get(window);
      if (cell === undefined) return null;
      if (cell.counts.size === 0) return quantileOfValues(cell.values, quantile);
      const points = cell.values.map((value) => ({ low: value, high: value, count: 1 }));
      return quantileOf([...cell.counts.values(), ...points], quantile);
    },
  };
}

export function createCells(kind: CellKind, windows: number, quantile: number): Cells {
  if (kind === "mean") return meanCells(windows);
  if (kind === "latest") return latestCells(windows);
  if (kind === "quantile") return quantileCells(quantile);
  if (kind === "least")
    return foldCells(windows, (least, { value }) => Math.min(least, value), Number.POSITIVE_INFINITY);
  if (kind === "greatest")
    return foldCells(windows, (most, { value }) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  if (kind === "weight") return foldCells(windows, (sum, { weight }) => sum + weight, 0);
  return foldCells(windows, (sum, { value }) => sum + value, 0);
}
