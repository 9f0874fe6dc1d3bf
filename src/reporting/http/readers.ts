// How panels read telemetry: telemetry's own answers, handed over by the manifest, as the caller that they are given.

import type { TenantCall } from "../../edge/index.ts";
import type { Result } from "../../kernel/result.ts";
import type {
  CalledService,
  LogColumns,
  LogRecord,
  QueryResult,
  ServiceCall,
  SpanRecord,
  TraceSummary,
} from "../../telemetry/index.ts";
import type { RangeMs } from "../kinds/kind.ts";

export type ReadingCall = Pick<TenantCall, "session" | "tenant" | "footers" | "nowMs" | "waitUntil">;

interface Filtered {
  readonly row_filter_applied: boolean;
}

interface LogSlice extends Filtered {
  readonly logs: LogColumns;
  readonly next_cursor?: string;
  readonly held: unknown;
}

/** Bodies are those of the public operations; a source's request with the range is one. */
export interface Readers {
  metrics(
    call: ReadingCall,
    body: never,
  ): Promise<
    Result<Filtered & { readonly results: readonly QueryResult<unknown>[]; readonly next_cursor?: string }>
  >;
  logs(
    call: ReadingCall,
    body: never,
  ): Promise<Result<Filtered & { readonly logs: readonly LogRecord[]; readonly next_cursor?: string }>>;
  /**
   * Log records to the end of the range, in slices as large as fit. What a slice gives to hold, whatever it is, makes the next
   * one cheap; null does as well.
   */
  logColumns(call: ReadingCall, body: never, held: unknown): Promise<Result<LogSlice>>;
  traces(
    call: ReadingCall,
    body: never,
  ): Promise<Result<Filtered & { readonly traces: readonly TraceSummary[]; readonly next_cursor?: string }>>;
  trace(
    call: ReadingCall,
    traceId: string,
    range: RangeMs,
  ): Promise<Result<Filtered & { readonly spans: readonly SpanRecord[] }>>;
  serviceCalls(
    call: ReadingCall,
    service: string | null,
    range: RangeMs,
  ): Promise<
    Result<Filtered & { readonly services: readonly CalledService[]; readonly calls: readonly ServiceCall[] }>
  >;
}
