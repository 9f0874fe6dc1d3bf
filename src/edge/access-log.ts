// One structured line per request. INVARIANT: no credential, no query string, no header value and no body is ever in
// it: the fields are listed here one by one, so nothing can slip in with an object.

import type { FaultCode } from "../kernel/fault.ts";

export interface AccessRecord {
  readonly at: string;
  readonly requestId: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly method: string;
  /** The route's pattern, never the path: paths hold ids. */
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
  readonly tenantId: string | null;
  readonly principalId: string | null;
  readonly faultCode: FaultCode | null;
  /** What the caller was not told. */
  readonly faultDetail: string | null;
  /** Equal refusals that were not written since the last one that was. */
  readonly repeats: number;
}

const MAX_DETAIL_CHARS = 300;

export function logAccess(record: AccessRecord): void {
  console.log(
    JSON.stringify({
      event: "access",
      at: record.at,
      request_id: record.requestId,
      trace_id: record.traceId,
      span_id: record.spanId,
      parent_span_id: record.parentSpanId,
      method: record.method,
      route: record.route,
      status: record.status,
      duration_ms: record.durationMs,
      tenant_id: record.tenantId,
      principal_id: record.principalId,
      fault: record.faultCode,
      fault_detail: redact(record.faultDetail),
      repeats: record.repeats,
    }),
  );
}

/** Of a request that an operator's cell serves: sizes in bytes as they were declared, null when sent in pieces. */
export interface ForwardedSizes {
  readonly cell: string;
  readonly requestBytes: number | null;
  readonly responseBytes: number | null;
}

/** Ids and sizes only: what was asked, and by whom, is the cell's to log. */
export function logForward(
  record: AccessRecord,
  { cell, requestBytes, responseBytes }: ForwardedSizes,
): void {
  console.log(
    JSON.stringify({
      event: "forward",
      at: record.at,
      request_id: record.requestId,
      trace_id: record.traceId,
      span_id: record.spanId,
      parent_span_id: record.parentSpanId,
      tenant_id: record.tenantId,
      cell,
      status: record.status,
      duration_ms: record.durationMs,
      request_bytes: requestBytes,
      response_bytes: responseBytes,
      fault: record.faultCode,
      repeats: record.repeats,
    }),
  );
}

/** Anything that looks like a key or a long secret goes, wherever it came from. */
export function redact(text: string | null): string | null {
  if (text === null) return null;
  return text
    .slice(0, MAX_DETAIL_CHARS)
    .replaceAll(/tgk_[0-9a-z_]+/g, "tgk_…")
    .replaceAll(/\b[A-Za-z0-9+/_-]{40,}={0,2}/g, "…");
}
