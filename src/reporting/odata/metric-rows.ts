// The entity sets Metrics and MetricWindows: which query a filter comes to, and the rows of its answer. A filter has to name one
// metric and where the time begins, or a look at the set would read all that is stored.
//
// LIMIT: 100,000 rows of a query are held (about 25 MB), whatever the page shows of them.

import { hex } from "../../kernel/bytes.ts";
import { fault, type Fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { sha256 } from "../../kernel/sha256.ts";
import { HOUR_MS, parseDurationMs } from "../../kernel/time.ts";
import {
  METRIC_REQUEST,
  readMetricRequest,
  type MetricRequest,
  type RawSeries,
  type ResultSeries,
  type ToldMetricReply,
} from "../../telemetry/index.ts";
import { environmentOf, SERVICE_LABEL, serviceOf } from "../grafana/own-labels.ts";
import type { Cell, EntitySet, Row } from "./entity-set.ts";
import { instantOfMs, instantOfNanos, msOfInstant } from "./instants.ts";
import { boundsOf, textEqualTo } from "./narrow-filter.ts";
import type { Filter } from "./parse-filter.ts";

const MOST_ROWS = 100_000;
const MOST_SERIES = 10_000;
/** What is sent may be an hour ahead. */
const AHEAD_MS = HOUR_MS;

export interface MetricAsked {
  readonly request: MetricRequest;
  /** Of every row, as the filter names them. */
  readonly named: Readonly<Record<string, string>>;
}

function missing(set: EntitySet, name: string, example: string): Fault {
  const message = `${set.name} needs a filter on ${set.required.map((one) => `\`${one}\``).join(" and ")}, and \`${name}\` is not there: \`${example}\``;
  return fault("query.invalid", `$filter: ${message}`, [{ pointer: "query/$filter", message }]);
}

interface Asked {
  readonly filter: Filter | null;
  readonly nowMs: number;
}

interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Half-open; null when the filter leaves no time. */
function rangeOf(set: EntitySet, { filter, nowMs }: Asked): Result<Range | null> {
  const { from, to } = boundsOf(filter, "time");
  if (typeof from !== "string") {
    const hourAgo = new Date(nowMs - HOUR_MS).toISOString();
    return failed(missing(set, "time", `metric eq 'requests' and time ge ${hourAgo}`));
  }
  const fromMs = msOfInstant(from);
  const toMs = typeof to === "string" ? msOfInstant(to) + 1 : nowMs + AHEAD_MS;
  return ok(fromMs < toMs ? { fromMs, toMs } : null);
}

function requestOf(
  query: Readonly<Record<string, string>>,
  range: Range & { readonly interval?: number },
  { filter, nowMs }: Asked,
): Result<MetricRequest> {
  const service = textEqualTo(filter, "service");
  const filters = service === null ? [] : [{ label: SERVICE_LABEL, op: "=", value: service }];
  const { interval, fromMs: from, toMs: to } = range;
  const body = {
    queries: [{ name: "A", group_by: ["*"], filters, ...query }],
    ...(interval === undefined ? {} : { interval }),
    limit: MOST_SERIES,
  };
  const parsed = METRIC_REQUEST.safeParse({ ...body, from: String(from), to: String(to) });
  if (parsed.success) return readMetricRequest(parsed.data, nowMs);
  const message = "no such metric or service can be";
  return failed(fault("request.invalid", `$filter: ${message}`, [{ pointer: "query/$filter", message }]));
}

/** `query.invalid` without the conditions that it takes; null when no row can pass. */
export function askSamples(set: EntitySet, asked: Asked): Result<MetricAsked | null> {
  const metric = textEqualTo(asked.filter, "metric");
  if (metric === null) return failed(missing(set, "metric", "metric eq 'requests'"));
  const range = rangeOf(set, asked);
  if (!range.ok) return range;
  if (range.value === null) return ok(null);
  const request = requestOf({ metric, aggregation: "raw" }, range.value, asked);
  return request.ok ? ok({ request: request.value, named: { metric } }) : request;
}

const AGGREGATIONS = "avg min max sum count last rate increase p50 p90 p95 p99".split(" ");

/** Windows stand at whole multiples of their length since 1970, whatever the filter says. */
export function askWindows(set: EntitySet, asked: Asked): Result<MetricAsked | null> {
  const [metric, aggregation, interval] = ["metric", "aggregation", "interval"].map((name) =>
    textEqualTo(asked.filter, name),
  );
  if (metric === undefined || metric === null) return failed(missing(set, "metric", "metric eq 'requests'"));
  if (!AGGREGATIONS.includes(aggregation ?? ""))
    return failed(
      missing(set, "aggregation", `aggregation eq 'avg'\`, or ${AGGREGATIONS.join(", ")}; \`avg`),
    );
  const lengthMs = parseDurationMs(interval ?? "");
  if (lengthMs === null || lengthMs === 0) return failed(missing(set, "interval", "interval eq '5m'"));
  const range = rangeOf(set, asked);
  if (!range.ok) return range;
  if (range.value === null) return ok(null);
  const fromMs = Math.floor(range.value.fromMs / lengthMs) * lengthMs;
  const toMs = Math.ceil(range.value.toMs / lengthMs) * lengthMs;
  const named = { metric, aggregation: aggregation ?? "", interval: interval ?? "" };
  const query = { metric, aggregation: named.aggregation };
  const request = requestOf(query, { fromMs, toMs, interval: lengthMs }, asked);
  return request.ok ? ok({ request: request.value, named }) : request;
}

type Labels = Readonly<Record<string, string>>;

function labelCells(labels: Labels): Row {
  const names = Object.keys(labels).filter((name) => name !== "__name__");
  const sorted = names.sort().map((name) => [name, labels[name] ?? ""] as const);
  return {
    service: serviceOf(labels),
    environment: environmentOf(labels),
    labels: JSON.stringify(Object.fromEntries(sorted)),
  };
}

const NUMBERS: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  "-Infinity": Number.NEGATIVE_INFINITY,
};

/** Of a value as query replies tell it: 64-bit integers past 2^53 come as text. */
function numberCell(value: number | string | undefined): Cell {
  if (value === undefined) return null;
  return typeof value === "number" ? value : (NUMBERS[value] ?? Number(value));
}

function* sampleRows({ series, labels, unit, kind, points }: RawSeries, named: Row): Generator<Row> {
  const shared = { ...named, series, unit, kind, ...labelCells(labels) };
  for (const { time_unix_nano, value, count, sum } of points) {
    const time = instantOfNanos(BigInt(time_unix_nano));
    yield { ...shared, time, value: numberCell(value), count: count ?? null, sum: numberCell(sum) };
  }
}

const ID_CHARS = 16;

function* windowRows({ labels, points }: ResultSeries, named: Row, unit: string | null): Generator<Row> {
  const cells = labelCells(labels);
  const series = hex(sha256(String(cells["labels"]))).slice(0, ID_CHARS);
  const shared = { ...named, series, unit, ...cells };
  for (const [timeMs, value] of points)
    yield { ...shared, time: instantOfMs(timeMs), value: numberCell(value) };
}

function tooMany(): Fault {
  const detail = `more than ${MOST_ROWS} samples or ${MOST_SERIES} series meet the conditions: narrow \`time\` or \`service\`, or ask MetricWindows`;
  return fault("query.result_too_large", detail);
}

/** `query.result_too_large` */
export function metricRows({ request, named }: MetricAsked, reply: ToldMetricReply): Result<readonly Row[]> {
  if (reply.next_cursor !== undefined) return failed(tooMany());
  const isRaw = request.queries[0]?.aggregation === "raw";
  const rows: Row[] = [];
  for (const { series, unit } of reply.results) {
    for (const one of series) {
      const found = isRaw
        ? sampleRows(one as RawSeries, named)
        : windowRows(one as ResultSeries, named, unit);
      for (const row of found) {
        if (rows.length === MOST_ROWS) return failed(tooMany());
        rows.push(row);
      }
    }
  }
  return ok(rows);
}
