// What a metric query answers. Numbers that JSON cannot hold are the texts of ProtoJSON: NaN, Infinity, -Infinity.

import type { Labels } from "./labels.ts";
import type { ScanStats } from "./query-sources.ts";

export type JsonNumber = number | "NaN" | "Infinity" | "-Infinity";

export interface ResultSeries {
  readonly labels: Labels;
  /** Start of the window in epoch milliseconds, and its value; windows without samples are left out. */
  readonly points: readonly (readonly [number, JsonNumber])[];
}

export interface QueryResult<S = ResultSeries> {
  readonly name: string;
  readonly metric: string;
  /** The unit that the series share; null when they have none or several. */
  readonly unit: string | null;
  readonly series: readonly S[];
}

export interface MetricReply {
  readonly results: readonly QueryResult<unknown>[];
  readonly stats: ScanStats;
  /** Did a policy say which rows may be seen? */
  readonly row_filter_applied: boolean;
  readonly next_cursor?: string;
}

/** As a caller gets it: without statistics when a row filter applied. */
export type ToldMetricReply = Omit<MetricReply, "stats"> & { readonly stats?: ScanStats };

export function jsonNumber(value: number): JsonNumber {
  if (Number.isFinite(value)) return value;
  if (Number.isNaN(value)) return "NaN";
  return value > 0 ? "Infinity" : "-Infinity";
}

/** LIMIT: an estimate of the JSON of a point: 13 digits of time, up to 24 of value, brackets and commas. */
export const POINT_BYTES = 32;
