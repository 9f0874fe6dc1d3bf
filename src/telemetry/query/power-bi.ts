// The shape that a Power BI query expects of GET /v1/metrics: one record for each series, its points with RFC 3339 times.

import type { Labels } from "./labels.ts";
import type { JsonNumber, ResultSeries, ToldMetricReply } from "./metric-result.ts";

export interface PowerBiReply {
  readonly data: readonly {
    readonly metric: string;
    readonly labels: Labels;
    readonly unit: string | null;
    readonly datapoints: readonly { readonly timestamp: string; readonly value: JsonNumber }[];
  }[];
  readonly next_cursor: string | null;
  readonly row_filter_applied: boolean;
}

/** Of a reply to queries with an aggregation. */
export function powerBiReply(reply: ToldMetricReply): PowerBiReply {
  const data = reply.results.flatMap(({ metric, unit, series }) =>
    (series as readonly ResultSeries[]).map(({ labels, points }) => ({
      metric,
      labels,
      unit,
      datapoints: points.map(([timeMs, value]) => ({
        timestamp: new Date(timeMs).toISOString(),
        value,
      })),
    })),
  );
  const { next_cursor = null, row_filter_applied } = reply;
  return { data, next_cursor, row_filter_applied };
}
