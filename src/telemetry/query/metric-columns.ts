// The columns that an aggregation needs: what is not read is not paid for.

import type { Aggregation } from "./metric-request.ts";

const BASE = [
  "metric",
  "kind",
  "temporality",
  "is_monotonic",
  "series",
  "attributes",
  "resource",
  "scope",
  "unit",
  "time",
  "value",
  "count",
  "flags",
  "seq",
];
const START = ["start_time"];
const RAW = ["description", "start_time", "value_int", "sum", "min", "max", "distribution", "exemplars"];

const EXTRA: Readonly<Record<Aggregation, readonly string[]>> = {
  avg: ["start_time", "sum"],
  min: ["min"],
  max: ["max"],
  sum: ["start_time", "sum"],
  count: START,
  last: ["sum"],
  rate: START,
  increase: START,
  p50: ["start_time", "distribution"],
  p90: ["start_time", "distribution"],
  p95: ["start_time", "distribution"],
  p99: ["start_time", "distribution"],
  raw: RAW,
  none: RAW,
};

export function columnsFor(aggregation: Aggregation): readonly string[] {
  return [...BASE, ...EXTRA[aggregation]];
}
