// Asking a gateway for what it holds: every page of raw samples, log records, spans and traces around now.
// The end of the range lies ahead, because senders' clocks may and the range is half-open.

import { jsonOf, send } from "./send.ts";

export interface Asked {
  readonly url: URL;
  readonly key: string;
}

export interface RawPoint {
  readonly time_unix_nano: string;
  readonly value?: number | string;
  readonly [field: string]: unknown;
}

export interface RawSeries {
  readonly series: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly RawPoint[];
  readonly [field: string]: unknown;
}

const HOUR_MS = 3_600_000;
const range = (hours = 1) => ({ from: Date.now() - hours * HOUR_MS, to: Date.now() + HOUR_MS });

/** Every page of a listing, by its cursors. */
async function pages<T>(
  { url, key }: Asked,
  path: string,
  body: Readonly<Record<string, unknown>>,
): Promise<T[]> {
  const found: T[] = [];
  for (let cursor: string | undefined; ;) {
    const page = jsonOf(await send(url, { path, key, json: { ...body, cursor } })) as {
      next_cursor?: string | null;
    };
    found.push(page as T);
    if (page.next_cursor === undefined || page.next_cursor === null) return found;
    cursor = page.next_cursor;
  }
}

/** The stored series of a metric with every sample of the last hours, as they were sent. */
export async function rawSeries(asked: Asked, metric: string, hours = 1): Promise<RawSeries[]> {
  const queries = [{ name: "q", metric, aggregation: "raw" }];
  const replies = await pages<{ results: { series: RawSeries[] }[] }>(asked, "/v1/query", {
    queries,
    ...range(hours),
  });
  return replies.flatMap(({ results }) => results.flatMap(({ series }) => series));
}

/** Metric, sorted labels and value of each sample: for tests that care for nothing else. */
export async function rawValues(asked: Asked, metric: string): Promise<unknown[]> {
  const found = await rawSeries(asked, metric);
  return found.flatMap(({ points }) => points.map(({ value }) => value));
}

export type Row = Readonly<Record<string, unknown>>;

export async function logRecords(asked: Asked, wanted: Row = {}): Promise<Row[]> {
  const body = { ...range(), order: "asc", limit: 1_000, ...wanted };
  const replies = await pages<{ logs: Row[] }>(asked, "/v1/logs/search", body);
  return replies.flatMap(({ logs }) => logs);
}

export async function spansOf({ url, key }: Asked, traceId: string): Promise<Row[]> {
  const reply = await send(url, { method: "GET", path: `/v1/traces/${traceId}`, key });
  return (jsonOf(reply) as { spans: Row[] }).spans;
}

export async function traces(asked: Asked, wanted: Row): Promise<Row[]> {
  const replies = await pages<{ traces: Row[] }>(asked, "/v1/traces/search", { ...range(), ...wanted });
  return replies.flatMap((reply) => reply.traces);
}
