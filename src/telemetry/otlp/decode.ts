// OTLP/HTTP (opentelemetry.io/docs/specs/otlp): one export request of a signal, decompressed, into a table.

import type { Result } from "../../kernel/result.ts";
import type { IngestLimits } from "../intake/ingest-limits.ts";
import type { Intake } from "../intake/metric-rows.ts";
import { guardRefusals } from "../intake/refusal.ts";
import type { Signal } from "../signals.ts";
import { readJsonLogs } from "./json-logs.ts";
import { readJsonMetrics } from "./json-metrics.ts";
import { readJsonTraces } from "./json-traces.ts";
import { readProtobufLogs } from "./protobuf-logs.ts";
import { readProtobufMetrics } from "./protobuf-metrics.ts";
import { readProtobufTraces } from "./protobuf-traces.ts";

export type OtlpEncoding = "protobuf" | "json";

type Reader = (bytes: Uint8Array, limits: IngestLimits) => Intake;

const READERS: Readonly<Record<Signal, Readonly<Record<OtlpEncoding, Reader>>>> = {
  metrics: { protobuf: readProtobufMetrics, json: readJsonMetrics },
  logs: { protobuf: readProtobufLogs, json: readJsonLogs },
  traces: { protobuf: readProtobufTraces, json: readJsonTraces },
};

export interface OtlpRequest {
  readonly signal: Signal;
  readonly encoding: OtlpEncoding;
  readonly bytes: Uint8Array;
}

/** Rows that break a limit are in `rejected`; `telemetry.malformed` and `telemetry.too_many` fail the whole request. */
export function decodeOtlp({ signal, encoding, bytes }: OtlpRequest, limits: IngestLimits): Result<Intake> {
  return guardRefusals(() => READERS[signal][encoding](bytes, limits));
}
