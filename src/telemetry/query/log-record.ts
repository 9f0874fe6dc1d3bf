// A log record as the API gives it: OTLP's words, JSON columns opened.

import type { Table } from "../table.ts";
import { bigintAt, numberAt, textAt } from "./row-window.ts";

export interface LogRecord {
  readonly time_unix_nano: string;
  readonly observed_time_unix_nano: string | null;
  readonly severity_number: number;
  readonly severity_text: string | null;
  readonly service_name: string | null;
  readonly event_name: string | null;
  /** Text as it came, or the JSON value. */
  readonly body: unknown;
  readonly attributes: unknown;
  readonly resource: unknown;
  readonly scope: unknown;
  readonly trace_id: string | null;
  readonly span_id: string | null;
  readonly flags: number;
  readonly dropped_attributes_count: number;
}

export function jsonAt(table: Table, name: string, row: number): unknown {
  const text = textAt(table.columns[name], row);
  return text === null || text === "" ? {} : (JSON.parse(text) as unknown);
}

export function nanosAt(table: Table, name: string, row: number): string | null {
  return bigintAt(table.columns[name], row)?.toString() ?? null;
}

export function bodyAt(table: Table, row: number): unknown {
  const body = textAt(table.columns["body"], row);
  const isJson = textAt(table.columns["body_type"], row) === "json";
  return isJson && body !== null ? (JSON.parse(body) as unknown) : body;
}

export function logRecord(table: Table, row: number): LogRecord {
  const text = (name: string): string | null => textAt(table.columns[name], row);
  const number = (name: string): number => numberAt(table.columns[name], row) ?? 0;
  return {
    time_unix_nano: nanosAt(table, "time", row) ?? "0",
    observed_time_unix_nano: nanosAt(table, "observed_time", row),
    severity_number: number("severity_number"),
    severity_text: text("severity_text"),
    service_name: text("service_name"),
    event_name: text("event_name"),
    body: bodyAt(table, row),
    attributes: jsonAt(table, "attributes", row),
    resource: jsonAt(table, "resource", row),
    scope: jsonAt(table, "scope", row),
    trace_id: text("trace_id"),
    span_id: text("span_id"),
    flags: number("flags"),
    dropped_attributes_count: number("dropped_attributes_count"),
  };
}

/** The bytes of a row's text, roughly its JSON. */
export function textBytes(table: Table, row: number): number {
  return Object.values(table.columns).reduce((sum, column) => sum + (textAt(column, row)?.length ?? 8), 0);
}
