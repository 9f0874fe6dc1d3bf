// Reads one query of a panel, or several of metrics at once, with a session that was decided for that source.

import { DAY_MS, HOUR_MS } from "../../kernel/time.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { violationsOf } from "../../kernel/violations.ts";
import type { Frame } from "../frame.ts";
import { SOURCES, type SourceName, type SourceRequest } from "../frames/sources.ts";
import {
  logFrames,
  metricFrames,
  spanFrames,
  topologyFrames,
  traceFrames,
} from "../frames/telemetry-frames.ts";
import { costFrames, usageFrames } from "../frames/usage-frames.ts";
import type { RangeMs } from "../kinds/kind.ts";
import type { PanelQuery } from "../panel.ts";
import type { Readers, ReadingCall } from "./readers.ts";

export interface Read {
  readonly frames: readonly Frame[];
  readonly isFiltered: boolean;
  /** The queries that have more than they were asked for. */
  readonly more: readonly string[];
}

const moreOf = (refs: readonly string[], { next_cursor: next }: { readonly next_cursor?: string }) =>
  next === undefined ? [] : refs;

/** A query whose variables are filled in and whose request is parsed. */
export interface ReadyQuery<S extends SourceName = SourceName> {
  readonly ref: string;
  readonly source: S;
  readonly legend: string | undefined;
  readonly request: SourceRequest<S>;
}

/** A choice can make a request invalid that was valid as a template: `request.invalid` with its place. */
export function prepareQuery(query: PanelQuery, filled: unknown, place: string): Result<ReadyQuery> {
  const parsed = SOURCES[query.source].request.safeParse(filled);
  const { ref, source, legend } = query;
  if (parsed.success) return ok({ ref, source, legend, request: parsed.data });
  const violations = violationsOf(parsed.error, place);
  return failed(fault("request.invalid", `${place}: ${violations[0]?.message}`, violations));
}

export interface Asking {
  readonly call: ReadingCall;
  readonly readers: Readers;
  readonly range: RangeMs;
}

const isOf = <S extends SourceName>(query: ReadyQuery, source: S): query is ReadyQuery<S> =>
  query.source === source;

/** All of one source; metrics that want the same intervals are one query. */
export async function readSource(queries: readonly ReadyQuery[], asking: Asking): Promise<Result<Read>> {
  const metrics = queries.filter((query) => isOf(query, "metrics"));
  const groups = Map.groupBy(metrics, ({ request: { interval, limit } }) =>
    JSON.stringify([interval, limit]),
  );
  const frames: Frame[] = [];
  const more: string[] = [];
  let isFiltered = false;
  const reads = [
    ...Array.from(groups.values(), (group) => () => readMetrics(group, asking)),
    ...queries.filter(({ source }) => source !== "metrics").map((query) => () => readOne(query, asking)),
  ];
  // One after the other: a dashboard's panels together must not take all of a tenant's query slots.
  for (const read of reads) {
    const one = await read();
    if (!one.ok) return one;
    frames.push(...one.value.frames);
    more.push(...one.value.more);
    isFiltered ||= one.value.isFiltered;
  }
  return ok({ frames, isFiltered, more });
}

const instants = ({ fromMs, toMs }: RangeMs) => ({ from: fromMs, to: toMs });

async function readMetrics(
  group: readonly ReadyQuery<"metrics">[],
  { call, readers, range }: Asking,
): Promise<Result<Read>> {
  const { interval, limit = 50 } = group[0]?.request ?? {};
  const queries = group.map(({ ref, request: { interval: _interval, limit: _limit, ...query } }) => ({
    ...query,
    name: ref,
  }));
  const body = { queries, ...instants(range), interval, limit: limit * group.length };
  const reply = await readers.metrics(call, body as never);
  if (!reply.ok) return reply;
  const { results, row_filter_applied: isFiltered } = reply.value;
  const frames = results.flatMap((result) =>
    metricFrames(result, group.find(({ ref }) => ref === result.name) ?? { ref: result.name }),
  );
  const refs = group.map(({ ref }) => ref);
  return ok({ frames, isFiltered, more: moreOf(refs, reply.value) });
}

async function readOne(query: ReadyQuery, asking: Asking): Promise<Result<Read>> {
  if (isOf(query, "logs")) return readLogs(query, asking);
  if (isOf(query, "traces")) return readTraces(query, asking);
  if (isOf(query, "trace")) return readTrace(query, asking);
  if (isOf(query, "topology")) return readTopology(query, asking);
  if (isOf(query, "usage")) return readUsage(query, asking);
  if (isOf(query, "costs")) return readCosts(query, asking);
  if (isOf(query, "data"))
    return ok({ frames: query.request.frames as unknown as readonly Frame[], isFiltered: false, more: [] });
  throw new Error(`no source is called ${query.source}`);
}

async function readLogs(
  { ref, request }: ReadyQuery<"logs">,
  { call, readers, range }: Asking,
): Promise<Result<Read>> {
  const reply = await readers.logs(call, { ...request, ...instants(range) } as never);
  if (!reply.ok) return reply;
  const { logs, row_filter_applied: isFiltered } = reply.value;
  return ok({ frames: logFrames(logs, ref), isFiltered, more: moreOf([ref], reply.value) });
}

async function readTraces(
  { ref, request }: ReadyQuery<"traces">,
  { call, readers, range }: Asking,
): Promise<Result<Read>> {
  const reply = await readers.traces(call, { ...request, ...instants(range) } as never);
  if (!reply.ok) return reply;
  const { traces, row_filter_applied: isFiltered } = reply.value;
  return ok({ frames: traceFrames(traces, ref), isFiltered, more: moreOf([ref], reply.value) });
}

const noSpans = (ref: string): Read => ({ frames: spanFrames([], ref), isFiltered: false, more: [] });

async function readTrace(
  { ref, request }: ReadyQuery<"trace">,
  { call, readers, range }: Asking,
): Promise<Result<Read>> {
  if (!/^[0-9a-f]{32}$/.test(request.trace_id)) return ok(noSpans(ref));
  const reply = await readers.trace(call, request.trace_id, range);
  if (reply.ok)
    return ok({
      frames: spanFrames(reply.value.spans, ref),
      isFiltered: reply.value.row_filter_applied,
      more: [],
    });
  // A picture of nothing, not an error: the range does not hold it.
  return reply.fault.code === "telemetry.trace_not_found" ? ok(noSpans(ref)) : reply;
}

async function readTopology(
  { ref, request }: ReadyQuery<"topology">,
  { call, readers, range }: Asking,
): Promise<Result<Read>> {
  const reply = await readers.serviceCalls(call, request.service ?? null, range);
  if (!reply.ok) return reply;
  const { services, calls, row_filter_applied: isFiltered } = reply.value;
  return ok({ frames: topologyFrames(services, calls, ref), isFiltered, more: [] });
}

/** LIMIT: as many days as one question about usage may have. */
const MOST_USAGE_DAYS = 400;

/** Hours that the range touches; whole days where the answer is by the day. */
function usageRange({ fromMs, toMs }: RangeMs, stepMs: number): Result<{ fromHour: number; toHour: number }> {
  if (toMs - fromMs > MOST_USAGE_DAYS * DAY_MS)
    return failed(fault("request.invalid", `usage and costs are told for at most ${MOST_USAGE_DAYS} days`));
  const hours = stepMs / HOUR_MS;
  return ok({
    fromHour: Math.max(0, Math.floor(fromMs / stepMs) * hours),
    toHour: Math.max(1, Math.ceil(toMs / stepMs) * hours),
  });
}

async function readUsage(
  { ref, legend, request }: ReadyQuery<"usage">,
  { call, range }: Asking,
): Promise<Result<Read>> {
  const { interval, group_by: groupBy, meter = null } = request;
  const hours = usageRange(range, interval === "hour" ? HOUR_MS : DAY_MS);
  if (!hours.ok) return hours;
  const asked = { ...hours.value, interval, groupBy, meter };
  const answer = await call.session.askFinops("usage.read", asked);
  return answer.ok
    ? ok({ frames: usageFrames(answer.value, { ref, legend }), isFiltered: false, more: [] })
    : answer;
}

async function readCosts(
  { ref, legend, request }: ReadyQuery<"costs">,
  { call, range }: Asking,
): Promise<Result<Read>> {
  const { interval, group_by: groupBy, meter = null } = request;
  const days = usageRange(range, DAY_MS);
  if (!days.ok) return days;
  const asked = { ...days.value, interval, groupBy, meter };
  const answer = await call.session.askFinops("costs.read", asked);
  return answer.ok
    ? ok({ frames: costFrames(answer.value, { ref, legend }), isFiltered: false, more: [] })
    : answer;
}
