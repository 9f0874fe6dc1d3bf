// The bodies that OTLP/HTTP answers with, in the encoding of the request: Export{Signal}ServiceResponse, whose partial
// success has the same two fields for every signal, and google.rpc.Status for a failure.

import { PbfWriter } from "pbf";
import { utf8 } from "../../kernel/bytes.ts";
import type { Rejected } from "../intake/rejections.ts";
import type { Signal } from "../signals.ts";
import type { OtlpEncoding } from "./decode.ts";

const REJECTED_FIELDS: Readonly<Record<Signal, string>> = {
  metrics: "rejectedDataPoints",
  logs: "rejectedLogRecords",
  traces: "rejectedSpans",
};

export const OTLP_CONTENT_TYPES: Readonly<Record<OtlpEncoding, string>> = {
  protobuf: "application/x-protobuf",
  json: "application/json",
};

/** `partial_success` is left out when nothing was rejected, as the protocol demands of a full success. */
export function encodeExportResponse(signal: Signal, encoding: OtlpEncoding, rejected: Rejected): Uint8Array {
  if (encoding === "protobuf") return encodePartialSuccess(rejected);
  if (rejected.count === 0) return utf8("{}");
  const partialSuccess = {
    [REJECTED_FIELDS[signal]]: String(rejected.count),
    errorMessage: rejected.message,
  };
  return utf8(JSON.stringify({ partialSuccess }));
}

function encodePartialSuccess({ count, message }: Rejected): Uint8Array {
  if (count === 0) return new Uint8Array(0);
  const writer = new PbfWriter();
  writer.writeMessage(
    1,
    (_, inner) => {
      inner.writeVarintField(1, count);
      inner.writeStringField(2, message);
    },
    null,
  );
  return writer.finish();
}

/** google.rpc.Code values that a failed export is reported with. */
export const STATUS_CODES = {
  invalid_argument: 3,
  permission_denied: 7,
  resource_exhausted: 8,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;
export type StatusCode = keyof typeof STATUS_CODES;

/** google.rpc.Status: what an OTLP client reads from a 4xx or 5xx. */
export function encodeStatus(encoding: OtlpEncoding, code: StatusCode, message: string): Uint8Array {
  if (encoding === "json") return utf8(JSON.stringify({ code: STATUS_CODES[code], message }));
  const writer = new PbfWriter();
  writer.writeVarintField(1, STATUS_CODES[code]);
  writer.writeStringField(2, message);
  return writer.finish();
}
