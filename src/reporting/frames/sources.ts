// Where a panel's data can come from: a row each with the action that reading it needs and the shape of its request. The
// range is the dashboard's, never the query's own. INVARIANT: names are stored in dashboards; they change by addition.

import { z } from "zod";
import { groupBySchema, INTERVALS, METER_NAMES } from "../../finops/index.ts";
import type { Action } from "../../policy/index.ts";
import { LOG_REQUEST, METRIC_REQUEST, TRACE_REQUEST } from "../../telemetry/index.ts";
import { FRAME_LIMITS, frameSchema } from "../frame.ts";

const RANGE = { from: true, to: true, cursor: true } as const;

const metricRequest = METRIC_REQUEST.shape.queries.element.omit({ name: true }).extend({
  /** Left out: chosen for the range, at most 300 points. */
  interval: METRIC_REQUEST.shape.interval,
  limit: z.int().min(1).max(1_000).default(50),
});

const usageRequest = z.strictObject({
  interval: z.enum(INTERVALS).default("day"),
  group_by: groupBySchema,
  meter: z.enum(METER_NAMES).optional(),
});

const costRequest = usageRequest.extend({ interval: z.enum(["day", "month"]).default("day") });

export interface Source<S extends z.ZodType = z.ZodType> {
  readonly meaning: string;
  /** What reading it takes; null for data that stands in the document. */
  readonly action: Action | null;
  /** Do policies say which of its rows may be seen? */
  readonly isRows: boolean;
  /** May a dashboard show it to viewers who may not ask for it themselves? Never what is about money. */
  readonly isShown: boolean;
  readonly request: S;
}

type Row = <S extends z.ZodType>(action: Action | null, request: S, meaning: string) => Source<S>;

const telemetry: Row = (action, request, meaning) => ({
  action,
  isRows: true,
  isShown: true,
  request,
  meaning,
});
const other: Row = (action, request, meaning) => ({
  action,
  isRows: false,
  isShown: false,
  request,
  meaning,
});

export const SOURCES = {
  metrics: telemetry("metrics:read", metricRequest, "series of a metric: a frame of time and value each"),
  logs: telemetry("logs:read", LOG_REQUEST.omit(RANGE), "log records, newest first: a row each"),
  traces: telemetry("traces:read", TRACE_REQUEST.omit(RANGE), "traces that match, newest first: a row each"),
  trace: telemetry(
    "traces:read",
    z.strictObject({ trace_id: z.string().min(1).max(64) }),
    "the spans of one trace: a row each",
  ),
  topology: telemetry(
    "traces:read",
    z.strictObject({ service: z.string().min(1).max(1_024).optional() }),
    "services and the calls between them, from the spans of the range: two frames, `nodes` and `edges`",
  ),
  usage: other("usage:view", usageRequest, "what the tenant used, by meter and group"),
  costs: other("billing:view", costRequest, "what that costs, by meter and group"),
  data: other(
    null,
    z.strictObject({ frames: z.array(frameSchema).min(1).max(20) }),
    `frames that stand in the document, of at most ${FRAME_LIMITS.values} values a field`,
  ),
} as const satisfies Record<string, Source>;

export type SourceName = keyof typeof SOURCES;
export type SourceRequest<S extends SourceName> = z.infer<(typeof SOURCES)[S]["request"]>;

export const SOURCE_NAMES = Object.keys(SOURCES) as readonly SourceName[];
