// The shapes of query replies, for the OpenAPI document and its readers.

import { z } from "zod";

const statsSchema = z.object({
  blocks_read: z.int(),
  row_groups_read: z.int(),
  bytes_read: z.int(),
  reads: z.int(),
  rows_scanned: z.int(),
  fresh_rows: z.int(),
});

const rowFilterSchema = z
  .boolean()
  .describe(
    "Whether a policy says which rows this caller may see. What it hides is in no value, count, label or cursor, and `stats` is left out.",
  );

/** What every reply says of how it came about. */
const origin = { stats: statsSchema.optional(), row_filter_applied: rowFilterSchema };
const about = { ...origin, next_cursor: z.string().optional() };

const labelsSchema = z.record(z.string(), z.string());
const valueSchema = z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])]);

export const metricReplySchema = z.object({
  results: z.array(
    z.object({
      name: z.string(),
      metric: z.string(),
      series: z.array(z.looseObject({ labels: labelsSchema, points: z.array(z.unknown()) })),
    }),
  ),
  ...about,
});

export const powerBiReplySchema = z.object({
  data: z.array(
    z.object({
      metric: z.string(),
      labels: labelsSchema,
      unit: z.string().nullable(),
      datapoints: z.array(z.object({ timestamp: z.iso.datetime(), value: valueSchema })),
    }),
  ),
  next_cursor: z.string().nullable(),
  row_filter_applied: rowFilterSchema,
});

export const logReplySchema = z.object({
  logs: z.array(z.looseObject({ time_unix_nano: z.string() })),
  ...about,
});

export const traceReplySchema = z.object({
  trace_id: z.string(),
  spans: z.array(z.looseObject({ span_id: z.string(), name: z.string() })),
  ...origin,
});

export const traceSearchReplySchema = z.object({
  traces: z.array(
    z.object({
      trace_id: z.string(),
      root_service: z.string().nullable(),
      root_name: z.string().nullable(),
      start_time_unix_nano: z.string(),
      duration_ms: z.number(),
      span_count: z.int(),
      error_count: z.int(),
    }),
  ),
  ...about,
});

export const labelReplySchema = z.object({
  data: z.array(z.string()),
  is_truncated: z.boolean(),
  ...origin,
});
