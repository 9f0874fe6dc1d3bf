// The answer of POST /grafana/query: for each series its target's `refId`, a name, and its data points as pairs of value and
// epoch milliseconds; a target of type `table` as one table. What JSON has no number for is null: a gap.

import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import type { JsonNumber, ResultSeries, ToldMetricReply } from "../../telemetry/index.ts";
import type { GrafanaTarget } from "./query-request.ts";

type Pair = readonly [value: number | null, atMs: number];

export interface GrafanaSeries {
  readonly refId: string;
  readonly target: string;
  readonly datapoints: readonly Pair[];
}

export interface GrafanaTable {
  readonly refId: string;
  readonly type: "table";
  readonly columns: readonly { readonly text: string; readonly type: string }[];
  readonly rows: readonly (readonly (number | string | null)[])[];
}

const numberOf = (value: JsonNumber): number | null => (typeof value === "number" ? value : null);

/** `http.requests{host="a"}`; without labels the metric alone. */
function nameOf(metric: string, labels: ResultSeries["labels"]): string {
  const said = Object.entries(labels)
    .filter(([name]) => name !== "__name__")
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return said.length === 0 ? metric : `${metric}{${said.join(", ")}}`;
}

const COLUMNS = [
  { text: "Time", type: "time" },
  { text: "Series", type: "string" },
  { text: "Value", type: "number" },
] as const;

function tableOf({ refId, metric }: GrafanaTarget, series: readonly ResultSeries[]): GrafanaTable {
  const rows = series.flatMap(({ labels, points }) =>
    points.map(([atMs, value]) => [atMs, nameOf(metric, labels), numberOf(value)] as const),
  );
  return { refId, type: "table", columns: COLUMNS, rows };
}

function seriesOf({ refId, metric }: GrafanaTarget, series: readonly ResultSeries[]): GrafanaSeries[] {
  if (series.length === 0) return [{ refId, target: metric, datapoints: [] }];
  return series.map(({ labels, points }) => ({
    refId,
    target: nameOf(metric, labels),
    datapoints: points.map(([atMs, value]) => [numberOf(value), atMs] as const),
  }));
}

/** `query.result_too_large` when there are more series than a panel could draw. */
export function grafanaReply(
  targets: readonly GrafanaTarget[],
  reply: ToldMetricReply,
): Result<readonly (GrafanaSeries | GrafanaTable)[]> {
  if (reply.next_cursor !== undefined)
    return failed(fault("query.result_too_large", "more than 1000 series: group by fewer labels, or filter"));
  return ok(
    reply.results.flatMap(({ series }, at): readonly (GrafanaSeries | GrafanaTable)[] => {
      const target = targets[at];
      if (target === undefined) return [];
      const found = series as readonly ResultSeries[];
      return target.isTable ? [tableOf(target, found)] : seriesOf(target, found);
    }),
  );
}
