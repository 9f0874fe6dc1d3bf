// Every failure the gateway can expect, as data: one row per code, from which the wire answer (RFC 9457) is made.
// INVARIANT: codes are `domain.reason` and permanent; a code without a row does not compile.

interface FaultRow {
  /** HTTP status of the problem document. */
  readonly status: number;
  /** The problem's `title`: the same for every occurrence. */
  readonly title: string;
  /** May the same request succeed later without a change by the caller? */
  readonly retryable: boolean;
  /** May `detail` leave the gateway? A hidden detail goes to the access log only. */
  readonly showsDetail: boolean;
}

export const FAULTS = {
  "request.malformed": {
    status: 400,
    title: "The request is not well formed",
    retryable: false,
    showsDetail: true,
  },
  "request.invalid": {
    status: 400,
    title: "The request does not have the expected shape",
    retryable: false,
    showsDetail: true,
  },
  "request.too_large": {
    status: 413,
    title: "The request body is too large",
    retryable: false,
    showsDetail: true,
  },
  "request.unsupported_media_type": {
    status: 415,
    title: "The content type is not supported here",
    retryable: false,
    showsDetail: true,
  },
  "request.unsupported_encoding": {
    status: 415,
    title: "The content encoding is not supported here",
    retryable: false,
    showsDetail: true,
  },
  "request.not_acceptable": {
    status: 406,
    title: "No representation matches the Accept header",
    retryable: false,
    showsDetail: true,
  },
  "request.no_such_route": {
    status: 404,
    title: "There is nothing at this address",
    retryable: false,
    showsDetail: true,
  },
  "request.method_not_allowed": {
    status: 405,
    title: "The method is not allowed at this address",
    retryable: false,
    showsDetail: true,
  },
  "request.rate_limited": { status: 429, title: "Too many requests", retryable: true, showsDetail: true },
  "request.idempotency_key_reused": {
    status: 422,
    title: "The idempotency key was used for another request",
    retryable: false,
    showsDetail: true,
  },
  "request.cursor_invalid": {
    status: 400,
    title: "The cursor is not one of ours",
    retryable: false,
    showsDetail: true,
  },
  // Unknown, suspended, closed and wrong-region tenants look alike outside; the code in the log tells them apart.
  "tenant.unknown": {
    status: 404,
    title: "There is no such tenant here",
    retryable: false,
    showsDetail: false,
  },
  "tenant.unavailable": {
    status: 404,
    title: "There is no such tenant here",
    retryable: false,
    showsDetail: false,
  },
  "tenant.wrong_region": {
    status: 404,
    title: "There is no such tenant here",
    retryable: false,
    showsDetail: false,
  },
  "auth.missing": { status: 401, title: "A credential is required", retryable: false, showsDetail: false },
  "auth.invalid": { status: 401, title: "The credential is not valid", retryable: false, showsDetail: false },
  "auth.throttled": { status: 429, title: "Too many failed attempts", retryable: true, showsDetail: false },
  "policy.denied": { status: 403, title: "This is not allowed", retryable: false, showsDetail: false },
  "policy.stale": {
    status: 503,
    title: "Permissions changed while the request ran",
    retryable: true,
    showsDetail: false,
  },
  "policy.rows_changed": {
    status: 503,
    title: "Permissions changed while the request ran",
    retryable: true,
    showsDetail: false,
  },
  "policy.not_found": {
    status: 404,
    title: "There is no such policy document",
    retryable: false,
    showsDetail: true,
  },
  "policy.version_conflict": {
    status: 409,
    title: "Somebody else changed it meanwhile",
    retryable: false,
    showsDetail: true,
  },
  "policy.locks_out": {
    status: 409,
    title: "The change would shut out the last admin",
    retryable: false,
    showsDetail: true,
  },
  "policy.already_decided": {
    status: 409,
    title: "The proposal is already decided",
    retryable: false,
    showsDetail: true,
  },
  "policy.needs_second_person": {
    status: 403,
    title: "A second person is needed",
    retryable: false,
    showsDetail: true,
  },
  "directory.slug_taken": {
    status: 409,
    title: "The slug or domain is already in use",
    retryable: false,
    showsDetail: true,
  },
  "directory.not_found": {
    status: 404,
    title: "There is no such tenant",
    retryable: false,
    showsDetail: true,
  },
  "directory.transition_refused": {
    status: 409,
    title: "The tenant cannot change to that status",
    retryable: false,
    showsDetail: true,
  },
  "directory.placement_refused": {
    status: 422,
    title: "The tenant cannot be placed as asked",
    retryable: false,
    showsDetail: true,
  },
  "keys.not_found": { status: 404, title: "There is no such key", retryable: false, showsDetail: true },
  "keys.not_active": { status: 409, title: "The key is not active", retryable: false, showsDetail: true },
  "keys.roles_exceed_holder": {
    status: 403,
    title: "A key cannot grant more than its maker holds",
    retryable: false,
    showsDetail: true,
  },
  "audit.not_found": {
    status: 404,
    title: "There is no such audit entry",
    retryable: false,
    showsDetail: true,
  },
  "audit.malformed": {
    status: 400,
    title: "The audit record is not well formed",
    retryable: false,
    showsDetail: true,
  },
  "audit.unverified": {
    status: 422,
    title: "The audit record does not verify",
    retryable: false,
    showsDetail: true,
  },
  "telemetry.malformed": {
    status: 400,
    title: "The telemetry could not be decoded",
    retryable: false,
    showsDetail: true,
  },
  "telemetry.too_many": {
    status: 413,
    title: "The request holds more than one request may",
    retryable: false,
    showsDetail: true,
  },
  "telemetry.backlog_full": {
    status: 503,
    title: "The tenant's write-ahead store is full",
    retryable: true,
    showsDetail: true,
  },
  "telemetry.trace_not_found": {
    status: 404,
    title: "There is no such trace in the range searched",
    retryable: false,
    showsDetail: true,
  },
  "query.invalid": { status: 400, title: "The query is not valid", retryable: false, showsDetail: true },
  "query.too_many_concurrent": {
    status: 429,
    title: "The tenant runs as many queries as its tier allows",
    retryable: true,
    showsDetail: true,
  },
  "query.timed_out": {
    status: 408,
    title: "The query took longer than the tier allows",
    retryable: false,
    showsDetail: true,
  },
  "query.result_too_large": {
    status: 413,
    title: "The result is larger than the tier allows",
    retryable: false,
    showsDetail: true,
  },
  "internal.bug": {
    status: 500,
    title: "Something went wrong on our side",
    retryable: true,
    showsDetail: false,
  },
  "internal.unavailable": {
    status: 503,
    title: "A part of the gateway is not available",
    retryable: true,
    showsDetail: false,
  },
} as const satisfies Record<string, FaultRow>;

export type FaultCode = keyof typeof FAULTS;

export interface Violation {
  /** RFC 6901 pointer into the body, or `query/name`, `header/name`, `path/name`. */
  readonly pointer: string;
  readonly message: string;
}

export interface Fault {
  readonly code: FaultCode;
  /** One lower-case sentence; what the caller wrote stands in backticks. */
  readonly detail?: string;
  /** The places that are wrong, when there are several or when they have an address. */
  readonly violations?: readonly Violation[];
  readonly retryAfterSeconds?: number;
  /** For `request.method_not_allowed`: the methods that are (RFC 9110, 15.5.6). */
  readonly allowedMethods?: readonly string[];
}

export function fault(code: FaultCode, detail?: string, violations?: readonly Violation[]): Fault {
  return {
    code,
    ...(detail === undefined ? {} : { detail }),
    ...(violations === undefined ? {} : { violations }),
  };
}
