// Of the metrics in some tables: their points, and a sketch of their series. What the shards keep per metric and day.

import { NULL_CODE, type DictColumn, type Table } from "../table.ts";
import { HyperLogLog } from "./hyper-log-log.ts";
import { seriesId } from "./ids.ts";

export interface MetricCount {
  points: number;
  readonly series: HyperLogLog;
}

export function countMetrics(tables: readonly Table[]): Map<string, MetricCount> {
  const counts = new Map<string, MetricCount>();
  for (const { columns } of tables) {
    const { metric, series } = columns;
    if (metric?.kind === "dict" && series?.kind === "dict") countTable(counts, metric, series);
  }
  return counts;
}

function countTable(counts: Map<string, MetricCount>, metric: DictColumn, series: DictColumn): void {
  const ofCode = metric.values.map((name) => {
    const count = counts.get(name) ?? { points: 0, series: new HyperLogLog() };
    counts.set(name, count);
    return count;
  });
  const isCounted = new Uint8Array(series.values.length);
  for (let row = 0; row < metric.codes.length; row++) {
    const code = metric.codes[row] as number;
    const count = code === NULL_CODE ? undefined : ofCode[code];
    if (count === undefined) continue;
    count.points++;
    const seriesCode = series.codes[row] as number;
    if (isCounted[seriesCode] === 1) continue;
    isCounted[seriesCode] = 1;
    count.series.add(seriesId(series.values[seriesCode] as string));
  }
}
