// The exporters of the OpenTelemetry JS SDK in their four ways to the gateway: protobuf or JSON, gzip or not. Each is tapped:
// what the SDK hands over is kept as what the gateway must give back, and a failed export fails the test.

import { OTLPLogExporter as JsonLogs } from "@opentelemetry/exporter-logs-otlp-http";
import { OTLPLogExporter as ProtobufLogs } from "@opentelemetry/exporter-logs-otlp-proto";
import { OTLPMetricExporter as JsonMetrics } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPMetricExporter as ProtobufMetrics } from "@opentelemetry/exporter-metrics-otlp-proto";
import { OTLPTraceExporter as JsonTraces } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufTraces } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";

type Config = NonNullable<ConstructorParameters<typeof ProtobufTraces>[0]>;

/** The enum's own package is not a dependency of ours: its values are their names. */
const COMPRESSIONS = { gzip: "gzip", none: "none" } as unknown as Readonly<
  Record<Way["compression"], NonNullable<Config["compression"]>>
>;

export interface Way {
  readonly encoding: "protobuf" | "json";
  readonly compression: "gzip" | "none";
}

export const WAYS: readonly Way[] = [
  { encoding: "protobuf", compression: "none" },
  { encoding: "protobuf", compression: "gzip" },
  { encoding: "json", compression: "none" },
  { encoding: "json", compression: "gzip" },
];

export interface Target {
  readonly url: URL;
  readonly key: string;
  /** By the tenant's subdomain, which every system resolves differently: the name goes to this machine here. */
  readonly slug?: string;
}

function configOf({ url, key, slug }: Target, { compression }: Way, signal: string): Config {
  const base = slug === undefined ? url.origin : `http://${slug}.localhost:${url.port}`;
  return {
    url: `${base}/v1/${signal}`,
    headers: { authorization: `Bearer ${key}` },
    compression: COMPRESSIONS[compression],
    ...(slug === undefined
      ? {}
      : {
          httpAgentOptions: {
            lookup: (_name, _options, found) => found(null, [{ address: url.hostname, family: 4 }]),
          },
        }),
  };
}

interface Exporter<T> {
  export(items: T, done: (result: { code: number; error?: Error }) => void): void;
}

type Exported<E> = E extends Exporter<infer T> ? T : never;

interface Tapped<E> {
  readonly exporter: E;
  readonly sent: readonly Exported<E>[];
  readonly errors: readonly unknown[];
}

/** Keeps what is exported in `sent`, and the errors of exports in `errors`. */
function tapped<E extends Exporter<never>>(exporter: E): Tapped<E> {
  const sent: Exported<E>[] = [];
  const errors: unknown[] = [];
  const send = exporter.export.bind(exporter);
  exporter.export = (items: never, done) => {
    sent.push(items);
    send(items, (result) => {
      if (result.code !== 0) errors.push(result.error);
      done(result);
    });
  };
  return { exporter, sent, errors };
}

export function metricExporter(target: Target, way: Way, temporalityPreference: number) {
  const config = { ...configOf(target, way, "metrics"), temporalityPreference };
  return tapped(way.encoding === "json" ? new JsonMetrics(config) : new ProtobufMetrics(config));
}

export function logExporter(target: Target, way: Way) {
  const config = configOf(target, way, "logs");
  return tapped(way.encoding === "json" ? new JsonLogs(config) : new ProtobufLogs(config));
}

export function traceExporter(target: Target, way: Way) {
  const config = configOf(target, way, "traces");
  return tapped(way.encoding === "json" ? new JsonTraces(config) : new ProtobufTraces(config));
}

export const RESOURCE = resourceFromAttributes({
  "service.name": "checkout",
  "service.version": "1.2.3",
  "host.cpus": 16,
  "host.load": 0.25,
  "host.is_spot": true,
  "host.zones": ["a", "é語🦊"],
});
