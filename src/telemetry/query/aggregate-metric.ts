// One query with an aggregation: reads day after day, folds each series into its group's windows.

import { DAY_MS } from "../../kernel/time.ts";
import { type Fault, fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import type { RowCheck } from "../policy-labels.ts";
import type { Table } from "../table.ts";
import { splitDays } from "../block/day-split.ts";
import { AGGREGATIONS, type AggregationRow } from "./aggregation-table.ts";
import { type Cells, createCells } from "./cells.ts";
import { flushCarry, foldDay, type FoldPlan } from "./fold-series.ts";
import type { Labels } from "./labels.ts";
import { columnsFor } from "./metric-columns.ts";
import type { MetricQuery, MetricRequest } from "./metric-request.ts";
import { jsonNumber, POINT_BYTES, type ResultSeries } from "./metric-result.ts";
import { planRead, type ReadSpec } from "./plan-read.ts";
import { dictOf, i64Of, rowWindow } from "./row-window.ts";
import { scanByDay, type ScanRun, timedOut, type Visitor } from "./scan-plan.ts";
import { type AcceptsSeries, type BookedSeries, openSeriesBook, type SeriesBook } from "./series-book.ts";
import { newSeriesDay } from "./series-day.ts";

export interface MetricRun extends ScanRun {
  readonly rowFilter?: RowCheck | undefined;
}

const LEAST_LOOKBACK_MS = 300_000;
const NANOS_PER_MS = 1_000_000;
/** LIMIT: groups times windows: 8 to 16 bytes each while the query runs. */
const MOST_CELLS = 4_000_000;

interface Group {
  readonly labels: Labels;
  readonly cells: Cells;
}

/** What of the catalog and of the bounds can be skipped for a query on one metric. */
export function metricReadSpec(
  query: MetricQuery,
  range: { readonly fromMs: number; readonly toMs: number },
): ReadSpec {
  const { fromMs, toMs } = range;
  return {
    signal: "metrics",
    fromMs,
    toMs,
    columns: columnsFor(query.aggregation),
    oneOf: { metric: [query.metric] },
  };
}

/** The UTC days among fresh rows of the metric. */
function freshDays(tables: readonly Table[], metric: string): ReadonlySet<number> {
  const days = new Set<number>();
  for (const table of tables) {
    if (table.signal !== "metrics" || table.rows === 0 || !dictOf(table, "metric").values.includes(metric))
      continue;
    for (const day of splitDays(i64Of(table, "time").values).days) days.add(day * DAY_MS);
  }
  return days;
}

export function acceptsOf(query: MetricQuery, rowFilter: RowCheck | undefined): AcceptsSeries {
  return (labels, table, row) => query.matches(labels) && (rowFilter === undefined || rowFilter(table, row));
}

function groupLabels(labels: Labels, groupBy: readonly string[]): Labels {
  if (groupBy.includes("*")) return labels;
  return Object.fromEntries(
    groupBy.filter((name) => labels[name] !== undefined).map((name) => [name, labels[name] ?? ""]),
  );
}

const labelKey = (labels: Labels): string =>
  JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));

interface Grouping {
  readonly groups: Map<string, Group>;
  readonly groupOf: Map<BookedSeries, Group>;
  readonly windows: number;
  readonly row: AggregationRow;
  readonly query: MetricQuery;
  readonly run: MetricRun;
}

function groupFor(series: BookedSeries, grouping: Grouping): Result<Group> {
  const known = grouping.groupOf.get(series);
  if (known !== undefined) return ok(known);
  const labels = groupLabels(series.labels, grouping.query.groupBy);
  const key = labelKey(labels);
  const { groups, windows, row, run } = grouping;
  let group = groups.get(key);
  if (group === undefined) {
    if (groups.size >= run.limits.maxSeries || (groups.size + 1) * windows > MOST_CELLS) {
      return failed(
        fault("query.result_too_large", `query \`${grouping.query.name}\` has too many result series`),
      );
    }
    group = { labels, cells: createCells(row.cells, windows, row.quantile) };
    groups.set(key, group);
  }
  grouping.groupOf.set(series, group);
  return ok(group);
}

function foldBook(book: SeriesBook, plan: FoldPlan, grouping: Grouping): Fault | null {
  for (const series of book.series.values()) {
    if (series.day.times.length === 0) continue;
    const group = groupFor(series, grouping);
    if (!group.ok) return group.fault;
    foldDay(series.day, plan, { traits: series.traits, carry: series.carry, cells: group.value.cells });
    series.day = newSeriesDay();
  }
  return null;
}

function dayVisitor(
  dayMs: number,
  parts: { book: SeriesBook; spec: ReadSpec; plan: FoldPlan; baseMs: number; grouping: Grouping },
): Visitor {
  const { book, spec, baseMs } = parts;
  const fromMs = Math.max(dayMs, spec.fromMs);
  const toMs = Math.min(dayMs + DAY_MS, spec.toMs);
  let held = 0;
  return {
    visit(scanned) {
      held += book.gather(scanned.table, rowWindow(scanned, { baseMs, fromMs, toMs }));
      if (held <= parts.grouping.run.limits.maxRowsHeld) return null;
      return fault("query.result_too_large", "the query matches too many samples of one day: filter more");
    },
    dayEnd: () => foldBook(book, parts.plan, parts.grouping),
  };
}

function resultSeries(grouping: Grouping, request: MetricRequest): Result<ResultSeries[]> {
  const series: ResultSeries[] = [];
  let points = 0;
  for (const [, group] of [...grouping.groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const found: ResultSeries["points"][number][] = [];
    for (let window = 0; window < grouping.windows; window++) {
      const value = group.cells.at(window);
      if (value !== null) found.push([request.fromMs + window * request.intervalMs, jsonNumber(value)]);
    }
    points += found.length;
    if (points * POINT_BYTES > grouping.run.limits.maxResultBytes) {
      return failed(
        fault("query.result_too_large", "the result is too large: ask for a longer interval or fewer series"),
      );
    }
    if (found.length > 0) series.push({ labels: group.labels, points: found });
  }
  return ok(series);
}

function foldPlanOf(row: AggregationRow, request: MetricRequest): FoldPlan {
  return {
    feed: row.feed,
    histogram: row.histogram,
    quantile: row.quantile,
    interval: request.intervalMs * NANOS_PER_MS,
    range: (request.toMs - request.fromMs) * NANOS_PER_MS,
    lookback: Math.max(LEAST_LOOKBACK_MS, request.intervalMs) * NANOS_PER_MS,
  };
}

export interface Aggregated {
  readonly unit: string | null;
  /** In the order of their labels. */
  readonly series: readonly ResultSeries[];
}

export function sharedUnit(series: readonly { readonly unit: string | null }[]): string | null {
  const units = new Set(series.map(({ unit }) => unit));
  return units.size === 1 ? (series[0]?.unit ?? null) : null;
}

export async function aggregateMetric(
  query: MetricQuery & { readonly aggregation: keyof typeof AGGREGATIONS },
  request: MetricRequest,
  run: MetricRun,
): Promise<Result<Aggregated>> {
  const row = AGGREGATIONS[query.aggregation];
  const plan = foldPlanOf(row, request);
  const fromMs = request.fromMs - (row.looksBack ? plan.lookback / NANOS_PER_MS : 0);
  const spec = metricReadSpec(query, { fromMs, toMs: request.toMs });
  const read = await planRead(spec, run.sources, run);
  if (read === null) return failed(timedOut());
  const windows = Math.ceil((request.toMs - request.fromMs) / request.intervalMs);
  const grouping: Grouping = { groups: new Map(), groupOf: new Map(), windows, row, query, run };
  const book = openSeriesBook({
    metric: query.metric,
    baseMs: request.fromMs,
    accepts: acceptsOf(query, run.rowFilter),
  });
  const tables = run.sources.shards.flatMap((shard) => shard.tables);
  const visitorOf = (dayMs: number): Visitor =>
    dayVisitor(dayMs, { book, spec, plan, baseMs: request.fromMs, grouping });
  const stop = await scanByDay(read, visitorOf, { ...run, freshDays: freshDays(tables, query.metric) });
  if (stop !== null) return failed(stop);
  for (const [series, group] of grouping.groupOf) flushCarry({ ...series, cells: group.cells }, row.feed);
  const series = resultSeries(grouping, request);
  return series.ok ? ok({ unit: sharedUnit([...book.series.values()]), series: series.value }) : series;
}
