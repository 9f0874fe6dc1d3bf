// Small OTLP requests for tests of the protocol, as OTLP/JSON objects and as bytes of either encoding.

import { otlpProtobuf, type JsonMessage } from "../otlp-protobuf.ts";
import { send, type Reply, type Sending } from "./send.ts";
import type { Asked } from "./ask.ts";

export type Signal = "metrics" | "logs" | "traces";
export type Encoding = "protobuf" | "json";

export const SIGNALS: readonly Signal[] = ["metrics", "logs", "traces"];
export const ENCODINGS: readonly Encoding[] = ["protobuf", "json"];
export const CONTENT_TYPES: Readonly<Record<Encoding, string>> = {
  protobuf: "application/x-protobuf",
  json: "application/json",
};

export function nowNanos(offsetMs = 0): string {
  return `${Date.now() + offsetMs}000000`;
}

/** Metrics of one resource and scope. */
export function metricsRequest(
  metrics: readonly JsonMessage[],
  attributes: readonly JsonMessage[] = [],
): JsonMessage {
  return {
    resourceMetrics: [{ resource: { attributes }, scopeMetrics: [{ scope: { name: "test" }, metrics }] }],
  };
}

export function logsRequest(logRecords: readonly JsonMessage[]): JsonMessage {
  return { resourceLogs: [{ resource: {}, scopeLogs: [{ scope: { name: "test" }, logRecords }] }] };
}

export function tracesRequest(spans: readonly JsonMessage[]): JsonMessage {
  return { resourceSpans: [{ resource: {}, scopeSpans: [{ scope: { name: "test" }, spans }] }] };
}

export function gauge(name: string, point: JsonMessage): JsonMessage {
  return metricsRequest([{ name, gauge: { dataPoints: [{ timeUnixNano: nowNanos(), ...point }] } }]);
}

export const TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";

/** A request with one row for each time given. */
export function requestAt(signal: Signal, times: readonly string[]): JsonMessage {
  if (signal === "logs")
    return logsRequest(times.map((timeUnixNano) => ({ timeUnixNano, body: { stringValue: "row" } })));
  if (signal === "metrics") {
    return metricsRequest([
      { name: "rows", gauge: { dataPoints: times.map((timeUnixNano) => ({ timeUnixNano, asDouble: 1 })) } },
    ]);
  }
  const span = (time: string, at: number) => ({
    traceId: TRACE_ID,
    spanId: `00f067aa0ba902b${at}`,
    name: "row",
    startTimeUnixNano: time,
    endTimeUnixNano: time,
  });
  return tracesRequest(times.map(span));
}

export function encode(signal: Signal, encoding: Encoding, request: JsonMessage): Uint8Array {
  return encoding === "json" ? Buffer.from(JSON.stringify(request)) : otlpProtobuf(signal, request);
}

export interface Export {
  readonly signal: Signal;
  readonly encoding: Encoding;
  readonly request: JsonMessage;
}

export function exportRequest(
  { url, key }: Asked,
  { signal, encoding, request }: Export,
  over: Partial<Sending> = {},
): Promise<Reply> {
  const headers = { "content-type": CONTENT_TYPES[encoding], ...over.headers };
  return send(url, { path: `/v1/${signal}`, key, body: encode(signal, encoding, request), ...over, headers });
}
