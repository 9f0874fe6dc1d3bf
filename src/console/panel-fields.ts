// A panel's one query as fields of a form, and back. What fields cannot say (several queries, more of a request) stays as JSON,
// so nothing that somebody wrote is lost by editing.

import type { Panel } from "../reporting/index.ts";

export const FIELD_SOURCES = ["metrics", "logs", "traces", "topology", "usage"] as const;
export type FieldSource = (typeof FIELD_SOURCES)[number];

export const AGGREGATIONS = [
  ...(["avg", "rate", "increase", "sum", "min", "max", "count", "last"] as const),
  ...(["p50", "p90", "p95", "p99"] as const),
];

export interface QueryFields {
  readonly source: FieldSource;
  readonly metric: string;
  readonly aggregation: string;
  /** Names with commas between them. */
  readonly groupBy: string;
  /** `service.name=checkout, code!=200`. */
  readonly filters: string;
  /** Part of a log record's body. */
  readonly text: string;
}

interface Filter {
  readonly label: string;
  readonly op?: string;
  readonly value?: string;
  readonly values?: readonly string[];
}

const CONDITION = /^([^=!~]+)(=~|!~|!=|=)(.*)$/s;

const partsOf = (text: string): string[] =>
  text
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");

function readFilters(text: string): Filter[] {
  return partsOf(text).flatMap((part) => {
    const [, label = "", op = "=", value = ""] = CONDITION.exec(part) ?? [];
    return label === "" ? [] : [{ label: label.trim(), op, value: value.trim() }];
  });
}

/** Null where a filter is more than a line can say. */
function writeFilters(filters: readonly Filter[]): string | null {
  const lines = filters.map(({ label, op = "=", value }) =>
    value === undefined || /[,\n]/.test(value) ? null : `${label}${op}${value}`,
  );
  return lines.includes(null) ? null : lines.join(", ");
}

export function queriesOf(fields: QueryFields): object[] {
  const { source, metric, aggregation, groupBy, text } = fields;
  const filters = readFilters(fields.filters);
  const by = partsOf(groupBy);
  const requests: Readonly<Record<FieldSource, object>> = {
    metrics: { metric, aggregation, group_by: by, filters },
    logs: { filters, ...(text === "" ? {} : { text }) },
    traces: { filters },
    topology: {},
    usage: { interval: "day", group_by: by.join(",") },
  };
  return [{ ref: "A", source, request: requests[source] }];
}

/** What each source's request may hold for its fields to say all of it. */
const SAID: Readonly<Record<FieldSource, readonly string[]>> = {
  metrics: ["metric", "aggregation", "group_by", "filters"],
  logs: ["filters", "text"],
  traces: ["filters"],
  topology: [],
  usage: ["interval", "group_by"],
};

const NO_FIELDS: QueryFields = {
  source: "metrics",
  metric: "",
  aggregation: "avg",
  groupBy: "",
  filters: "",
  text: "",
};

/** Null where the queries are more than the fields can say. */
export function fieldsOf(queries: Panel["queries"]): QueryFields | null {
  const [query, ...more] = queries;
  if (query === undefined) return NO_FIELDS;
  const source = FIELD_SOURCES.find((one) => one === query.source);
  const isPlain = more.length === 0 && query.legend === undefined && !query.hidden && query.ref === "A";
  if (source === undefined || !isPlain) return null;
  const request = query.request as Readonly<Record<string, unknown>>;
  if (!Object.keys(request).every((name) => SAID[source].includes(name))) return null;
  const filters = writeFilters((request["filters"] ?? []) as readonly Filter[]);
  if (filters === null || (source === "usage" && (request["interval"] ?? "day") !== "day")) return null;
  const by = request["group_by"] ?? [];
  return {
    source,
    filters,
    metric: textOf(request["metric"]),
    aggregation: textOf(request["aggregation"]) || "avg",
    groupBy: Array.isArray(by) ? by.join(", ") : textOf(by),
    text: textOf(request["text"]),
  };
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** From a form, with `prefix` before each name. */
export function readFields(form: URLSearchParams, prefix = ""): QueryFields {
  const value = (name: string): string => form.get(prefix + name)?.trim() ?? "";
  return {
    source: FIELD_SOURCES.find((one) => one === value("source")) ?? "metrics",
    metric: value("metric"),
    aggregation: AGGREGATIONS.find((one) => one === value("aggregation")) ?? "avg",
    groupBy: value("group_by"),
    filters: value("filters"),
    text: value("text"),
  };
}
