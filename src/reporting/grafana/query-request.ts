// The body of POST /grafana/query, as Grafana's JSON data source plugins send it, and the metric request that it comes to. A
// target is written flat (`metric`, `service`, `environment`, `aggregation`) or as the plugins' editors do, with the metric
// as `target` and the rest as `payload`. Fields that Grafana sends along for itself are ignored.
//
// LIMIT: 20 targets, and 1,000 series of all of them together.

import { z } from "zod";
import { fault, type Fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { parseInstant } from "../../kernel/time.ts";
import { METRIC_REQUEST, readMetricRequest, type MetricRequest } from "../../telemetry/index.ts";
import { environmentOf, SERVICE_LABEL } from "./own-labels.ts";
import { plainTexts } from "./plain-texts.ts";

const MOST_SERIES = 1_000;
/** As many as a metric request may have. */
const MOST_WINDOWS = 11_000;

export const AGGREGATIONS = [
  ...(["avg", "min", "max", "sum", "count", "last", "rate", "increase"] as const),
  ...(["p50", "p90", "p95", "p99"] as const),
] as const;

const NAME = z.string().max(1_024);
const NAMES = z.union([NAME, z.array(NAME).max(100)]).nullable();
const INSTANT = z.union([z.string().min(1).max(64), z.number().nonnegative()]);

const FILTER = z.looseObject({
  key: z.string().min(1).max(1_024),
  operator: z.enum(["=", "!=", "=~", "!~", "=|", "!=|"]),
  value: NAME.optional(),
  values: z.array(NAME).min(1).max(100).optional(),
});

const CHOSEN = {
  metric: NAME.nullable().optional(),
  service: NAMES.optional().describe("One or several values of `service.name`"),
  environment: NAMES.optional(),
  aggregation: z.enum(AGGREGATIONS).nullable().optional().describe("`avg` unless it says otherwise"),
  group_by: NAMES.optional().describe("A series for each value of these labels; `*` for every series"),
};

const TARGET = z.looseObject({
  refId: z.string().min(1).max(64).default("A"),
  target: NAME.nullable().optional().describe("The metric, where there is no `metric`"),
  type: z.enum(["timeserie", "timeseries", "table"]).nullable().default("timeserie"),
  hide: z.boolean().nullable().default(false),
  ...CHOSEN,
  payload: z
    .union([z.looseObject(CHOSEN), z.literal("")])
    .nullable()
    .optional(),
});

export const RANGE = z.looseObject({ from: INSTANT, to: INSTANT });

export const GRAFANA_QUERY = z.looseObject({
  targets: z.array(TARGET).max(20),
  range: RANGE,
  intervalMs: z.number().nonnegative().max(1e12).nullable().optional(),
  maxDataPoints: z.number().positive().max(1e9).nullable().optional(),
  adhocFilters: z.array(FILTER).max(20).nullable().default([]),
});

type Body = z.infer<typeof GRAFANA_QUERY>;
type Target = z.infer<typeof TARGET>;
type MetricQuery = MetricRequest["queries"][number];

export interface GrafanaTarget {
  readonly refId: string;
  readonly metric: string;
  readonly isTable: boolean;
}

export interface GrafanaQuery {
  /** In the order of the request's queries, of which each has its place here as its name. */
  readonly targets: readonly GrafanaTarget[];
  /** Null when every target is hidden. */
  readonly request: MetricRequest | null;
}

const wrong = (pointer: string, message: string): Fault =>
  fault("request.invalid", `${pointer}: ${message}`, [{ pointer, message }]);

/** None when one of them stands for all. */
function listOf(names: string | readonly string[] | null | undefined): readonly string[] {
  const listed = (typeof names === "string" ? [names] : (names ?? [])).filter((name) => name !== "");
  const plain = listed.map(plainTexts);
  return plain.some((texts) => texts.length === 0) ? [] : plain.flat();
}

interface RangeMs {
  readonly fromMs: number;
  readonly toMs: number;
}

export function readRange(range: z.infer<typeof RANGE>, nowMs: number): Result<RangeMs> {
  const [from, to] = [parseInstant(String(range.from), nowMs), parseInstant(String(range.to), nowMs)];
  if (!from.ok) return failed(wrong("/range/from", from.fault.detail ?? "no instant"));
  if (!to.ok) return failed(wrong("/range/to", to.fault.detail ?? "no instant"));
  if (from.value < to.value) return ok({ fromMs: from.value, toMs: to.value });
  return failed(wrong("/range", "`from` must lie before `to`"));
}

/** Never more windows than the panel has points, or a request may have; undefined leaves it to the query. */
function intervalOf({ intervalMs, maxDataPoints }: Body, { fromMs, toMs }: RangeMs): number | undefined {
  if (!intervalMs && !maxDataPoints) return undefined;
  const most = Math.min(maxDataPoints ?? MOST_WINDOWS, MOST_WINDOWS);
  return Math.max(1, Math.ceil(intervalMs ?? 0), Math.ceil((toMs - fromMs) / most));
}

function filtersOf(body: Body): Result<readonly object[]> {
  const filters: object[] = [];
  for (const [place, { key: label, operator, value, values }] of (body.adhocFilters ?? []).entries()) {
    const isList = operator === "=|" || operator === "!=|";
    if (isList && values === undefined)
      return failed(wrong(`/adhocFilters/${place}/values`, `\`${operator}\` needs values`));
    if (!isList && value === undefined)
      return failed(wrong(`/adhocFilters/${place}/value`, `\`${operator}\` needs a value`));
    filters.push(
      isList ? { label, op: operator === "=|" ? "in" : "not_in", values } : { label, op: operator, value },
    );
  }
  return ok(filters);
}

/** LIMIT: metrics of all targets together: a variable of several values names as many in one. */
const MOST_METRICS = 20;
const TOO_MANY = `a panel asks for at most ${MOST_METRICS} metrics`;

/** Of one target, a query for each of its metrics, with the target's place as its name. */
function queriesOf(target: Target, shared: readonly object[], name: string): Result<readonly object[]> {
  const { payload } = target;
  const given = {
    ...(typeof payload === "object" && payload !== null ? payload : {}),
    ...withoutEmpty(target),
  };
  const metrics = listOf(given.metric ?? given.target);
  if (metrics.length === 0) return failed(wrong("/metric", "name a metric"));
  if (metrics.length > MOST_METRICS) return failed(wrong("/metric", TOO_MANY));
  const services = listOf(given.service);
  const service = services.length === 0 ? [] : [{ label: SERVICE_LABEL, op: "in", values: services }];
  const asked = {
    aggregation: given.aggregation ?? "avg",
    group_by: listOf(given.group_by),
    filters: [...shared, ...service],
  };
  return ok(metrics.map((metric, nth) => ({ name: nth === 0 ? name : `${name}-${nth}`, metric, ...asked })));
}

/** What is not said on the target itself, its payload may say. */
function withoutEmpty(target: Target): Partial<Target> {
  const said = Object.entries(target).filter(
    ([, value]) => value !== undefined && value !== null && value !== "",
  );
  return Object.fromEntries(said) as Partial<Target>;
}

function environmentsOf({ environment, payload }: Target): readonly string[] {
  const own = listOf(environment);
  return own.length > 0 || typeof payload !== "object" ? own : listOf(payload?.environment);
}

/** The environment is said by one label of several: no filter on one of them is it. */
function within(query: MetricQuery, environments: readonly string[]): MetricQuery {
  if (environments.length === 0) return query;
  return {
    ...query,
    matches: (labels) => environments.includes(environmentOf(labels)) && query.matches(labels),
  };
}

/** Violations of a target's own query stand where the target stands. */
function at(place: number, { detail = "", violations, code }: Fault): Fault {
  const pointer = `/targets/${place}`;
  const message = violations?.[0]?.message ?? detail;
  const field = violations?.[0]?.pointer ?? "";
  return fault(code, `${pointer}${field}: ${message}`, [{ pointer: `${pointer}${field}`, message }]);
}

interface Reading {
  readonly body: Body;
  readonly range: RangeMs;
  readonly filters: readonly object[];
  readonly nowMs: number;
}

function readTarget(target: Target, place: number, reading: Reading): Result<MetricRequest> {
  const { body, range, filters, nowMs } = reading;
  const queries = queriesOf(target, filters, String(place));
  if (!queries.ok) return failed(at(place, queries.fault));
  const interval = intervalOf(body, range);
  const asked = METRIC_REQUEST.safeParse({
    queries: queries.value,
    from: new Date(range.fromMs).toISOString(),
    to: new Date(range.toMs).toISOString(),
    limit: MOST_SERIES,
    ...(interval === undefined ? {} : { interval }),
  });
  if (!asked.success) {
    const [issue] = asked.error.issues;
    return failed(at(place, wrong("", issue?.message ?? "not a query")));
  }
  const request = readMetricRequest(asked.data, nowMs);
  if (!request.ok) return failed(at(place, request.fault));
  const environments = environmentsOf(target);
  return ok({
    ...request.value,
    queries: request.value.queries.map((one) => within(one, environments)),
  });
}

/** `request.invalid` and `query.invalid`, with pointers into the body. */
export function readGrafanaQuery(body: Body, nowMs: number): Result<GrafanaQuery> {
  const range = readRange(body.range, nowMs);
  if (!range.ok) return range;
  const filters = filtersOf(body);
  if (!filters.ok) return filters;
  const reading = { body, range: range.value, filters: filters.value, nowMs };
  const targets: GrafanaTarget[] = [];
  let request = null as MetricRequest | null;
  for (const [place, target] of body.targets.entries()) {
    if (target.hide === true) continue;
    const one = readTarget(target, place, reading);
    if (!one.ok) return one;
    if (targets.length + one.value.queries.length > MOST_METRICS)
      return failed(at(place, wrong("", TOO_MANY)));
    for (const { metric } of one.value.queries)
      targets.push({ refId: target.refId, metric, isTable: target.type === "table" });
    request =
      request === null ? one.value : { ...request, queries: [...request.queries, ...one.value.queries] };
  }
  return ok({ targets, request });
}
