// What each metric came to today (UTC) in this shard: points, and a sketch of its series. Counted at the flush, in the
// transaction that settles it, so that a flush that is done again counts once. One row for the points of all metrics, one
// per metric for its sketch, which is written only when it changes: a steady load writes one row a flush.
// LIMIT: MOST_METRICS metrics a day and shard, 2 KiB each; those that come later are not told apart.

import { utcDay } from "../../kernel/time.ts";
import { countMetrics, HyperLogLog, type Table } from "../../telemetry/index.ts";

const MOST_METRICS = 1_000;

export interface MetricUse {
  readonly metric: string;
  readonly points: number;
  /** The registers of its sketch. */
  readonly series: Uint8Array;
}

type Points = Record<string, number>;

export function addToCensus(sql: SqlStorage, tables: readonly Table[], nowMs: number): void {
  const day = utcDay(nowMs);
  const counts = countMetrics(tables);
  if (counts.size === 0) return;
  sql.exec("DELETE FROM metric_sketches WHERE day < ?", day);
  const points = loadPoints(sql, day);
  for (const [metric, count] of counts) {
    const isKnown = Object.hasOwn(points, metric);
    if (!isKnown && Object.keys(points).length >= MOST_METRICS) continue;
    points[metric] = (isKnown ? (points[metric] ?? 0) : 0) + count.points;
    mergeSketch(sql, { metric, day, sketch: count.series });
  }
  sql.exec(
    "INSERT INTO metric_points (id, day, points) VALUES (1, ?, ?) ON CONFLICT (id) DO UPDATE SET day = excluded.day, points = excluded.points",
    day,
    JSON.stringify(points),
  );
}

function loadPoints(sql: SqlStorage, day: string): Points {
  const [row] = sql.exec<{ points: string }>("SELECT points FROM metric_points WHERE day = ?", day).toArray();
  // Without a prototype: names of metrics come from senders.
  return Object.assign(
    Object.create(null) as Points,
    row === undefined ? {} : (JSON.parse(row.points) as Points),
  );
}

interface Sketched {
  readonly metric: string;
  readonly day: string;
  readonly sketch: HyperLogLog;
}

function mergeSketch(sql: SqlStorage, { metric, day, sketch }: Sketched): void {
  const [row] = sql
    .exec<{ series: ArrayBuffer }>("SELECT series FROM metric_sketches WHERE metric = ?", metric)
    .toArray();
  const merged = new HyperLogLog(row === undefined ? undefined : new Uint8Array(row.series.slice(0)));
  const before = merged.registers.slice();
  merged.merge(sketch);
  if (row !== undefined && before.every((rank, at) => rank === merged.registers[at])) return;
  sql.exec(
    "INSERT INTO metric_sketches (metric, day, series) VALUES (?, ?, ?) ON CONFLICT (metric) DO UPDATE SET day = excluded.day, series = excluded.series",
    metric,
    day,
    merged.registers,
  );
}

export function readCensus(sql: SqlStorage, nowMs: number): MetricUse[] {
  const day = utcDay(nowMs);
  const points = loadPoints(sql, day);
  const rows = sql.exec<{ metric: string; series: ArrayBuffer }>(
    "SELECT metric, series FROM metric_sketches WHERE day = ?",
    day,
  );
  return rows.toArray().map(({ metric, series }) => ({
    metric,
    points: points[metric] ?? 0,
    series: new Uint8Array(series),
  }));
}
