// W3C Trace Context, level 1: the caller's trace goes on in our log; a header that is not valid is ignored.

import { hex } from "../kernel/bytes.ts";
import type { Random } from "../kernel/ids.ts";

export interface TraceContext {
  readonly traceId: string;
  /** The span of this request in the gateway. */
  readonly spanId: string;
  readonly parentSpanId: string | null;
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const NO_TRACE = "0".repeat(32);
const NO_SPAN = "0".repeat(16);

export function readTraceContext(header: string | null, random: Random): TraceContext {
  const spanId = hex(random(8));
  const [, version, traceId, parentSpanId, , rest] = TRACEPARENT.exec(header ?? "") ?? [];
  const isValid =
    version !== undefined && version !== "ff" && traceId !== NO_TRACE && parentSpanId !== NO_SPAN;
  const isKnown = version !== "00" || rest === undefined;
  if (!isValid || !isKnown || traceId === undefined || parentSpanId === undefined) {
    return { traceId: hex(random(16)), spanId, parentSpanId: null };
  }
  return { traceId, spanId, parentSpanId };
}
