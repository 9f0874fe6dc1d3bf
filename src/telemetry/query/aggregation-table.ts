// The aggregations as a table: what a series contributes, how a cell adds it up, and the part of a histogram it is about.

import type { CellKind } from "./cells.ts";
import type { Feed, HistogramPart } from "./fold-series.ts";
import type { Aggregation } from "./metric-request.ts";

export interface AggregationRow {
  readonly feed: Feed;
  readonly cells: CellKind;
  readonly histogram: HistogramPart;
  readonly quantile: number;
  /** Samples before the range are read, to know what changed since. */
  readonly looksBack: boolean;
}

const row = (feed: Feed, cells: CellKind, histogram: HistogramPart): AggregationRow => ({
  feed,
  cells,
  histogram,
  quantile: 0,
  looksBack: true,
});
const quantile = (q: number): AggregationRow => ({
  ...row("samples", "quantile", "distribution"),
  quantile: q,
});

export const AGGREGATIONS: Readonly<Record<Exclude<Aggregation, "raw" | "none">, AggregationRow>> = {
  avg: row("samples", "mean", "mean"),
  min: { ...row("samples", "least", "min"), looksBack: false },
  max: { ...row("samples", "greatest", "max"), looksBack: false },
  sum: row("lastInWindow", "sum", "sum"),
  count: row("samples", "weight", "count"),
  last: { ...row("samples", "latest", "latestMean"), looksBack: false },
  rate: row("speed", "sum", "count"),
  increase: row("increments", "sum", "count"),
  p50: quantile(0.5),
  p90: quantile(0.9),
  p95: quantile(0.95),
  p99: quantile(0.99),
};
