// A span as the API gives it: OTLP's words, JSON columns opened.

import type { Table } from "../table.ts";
import { jsonAt, nanosAt } from "./log-record.ts";
import { numberAt, textAt } from "./row-window.ts";

export interface SpanRecord {
  readonly trace_id: string;
  readonly span_id: string;
  readonly parent_span_id: string | null;
  readonly trace_state: string | null;
  readonly name: string;
  readonly kind: string;
  readonly service_name: string | null;
  readonly start_time_unix_nano: string;
  readonly end_time_unix_nano: string;
  readonly status_code: string;
  readonly status_message: string | null;
  readonly attributes: unknown;
  readonly resource: unknown;
  readonly scope: unknown;
  readonly events: unknown;
  readonly links: unknown;
  readonly flags: number;
  readonly dropped_attributes_count: number;
  readonly dropped_events_count: number;
  readonly dropped_links_count: number;
}

export function spanRecord(table: Table, row: number): SpanRecord {
  const text = (name: string): string | null => textAt(table.columns[name], row);
  const number = (name: string): number => numberAt(table.columns[name], row) ?? 0;
  const list = (name: string): unknown => JSON.parse(text(name) ?? "[]") as unknown;
  return {
    trace_id: text("trace_id") ?? "",
    span_id: text("span_id") ?? "",
    parent_span_id: text("parent_span_id"),
    trace_state: text("trace_state"),
    name: text("name") ?? "",
    kind: text("kind") ?? "unspecified",
    service_name: text("service_name"),
    start_time_unix_nano: nanosAt(table, "time", row) ?? "0",
    end_time_unix_nano: nanosAt(table, "end_time", row) ?? "0",
    status_code: text("status_code") ?? "unset",
    status_message: text("status_message"),
    attributes: jsonAt(table, "attributes", row),
    resource: jsonAt(table, "resource", row),
    scope: jsonAt(table, "scope", row),
    events: list("events"),
    links: list("links"),
    flags: number("flags"),
    dropped_attributes_count: number("dropped_attributes_count"),
    dropped_events_count: number("dropped_events_count"),
    dropped_links_count: number("dropped_links_count"),
  };
}
