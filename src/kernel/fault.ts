// Every failure the gateway can expect, as data: one row per code, from which the wire answer (RFC 9457) is made.
// INVARIANT: codes are `domain.reason` and permanent; a code without a row does not compile.

import { crowded, hidden, passing, told, type FaultRow } from "./fault-row.ts";

export const FAULTS = {
  "request.malformed": told(400, "The request is not well formed"),
  "request.invalid": told(400, "The request does not have the expected shape"),
  "request.too_large": told(413, "The request body is too large"),
  "request.unsupported_media_type": told(415, "The content type is not supported here"),
  "request.unsupported_encoding": told(415, "The content encoding is not supported here"),
  "request.not_acceptable": told(406, "No representation matches the Accept header"),
  "request.no_such_route": told(404, "There is nothing at this address"),
  "request.method_not_allowed": told(405, "The method is not allowed at this address"),
  "request.rate_limited": crowded(429, "Too many requests"),
  "request.idempotency_key_reused": told(422, "The idempotency key was used for another request"),
  "request.cursor_invalid": told(400, "The cursor is not one of ours"),
  // Unknown, suspended, closed and wrong-region tenants look alike outside; the code in the log tells them apart.
  "tenant.unknown": hidden(404, "There is no such tenant here"),
  "tenant.unavailable": hidden(404, "There is no such tenant here"),
  "tenant.wrong_region": hidden(404, "There is no such tenant here"),
  "tenant.moving": passing(503, "The tenant is being moved"),
  "tenant.moved": passing(503, "The tenant is being moved"),
  "auth.missing": hidden(401, "A credential is required"),
  "auth.invalid": hidden(401, "The credential is not valid"),
  "auth.throttled": passing(429, "Too many failed attempts"),
  "policy.denied": hidden(403, "This is not allowed"),
  "policy.stale": passing(503, "Permissions changed while the request ran"),
  "policy.rows_changed": passing(503, "Permissions changed while the request ran"),
  "policy.not_found": told(404, "There is no such policy document"),
  "policy.version_conflict": told(409, "Somebody else changed it meanwhile"),
  "policy.locks_out": told(409, "The change would shut out the last admin"),
  "policy.already_decided": told(409, "The proposal is already decided"),
  "policy.foreign_form": hidden(403, "The form was not sent from a page of ours"),
  "policy.needs_second_person": told(403, "A second person is needed"),
  "directory.slug_taken": told(409, "The slug or domain is already in use"),
  "directory.not_found": told(404, "There is no such tenant"),
  "directory.transition_refused": told(409, "The tenant cannot change to that status"),
  "directory.placement_refused": told(422, "The tenant cannot be placed as asked"),
  "keys.not_found": told(404, "There is no such key"),
  "keys.not_active": told(409, "The key is not active"),
  "keys.roles_exceed_holder": told(403, "A key cannot grant more than its maker holds"),
  "audit.not_found": told(404, "There is no such audit entry"),
  "audit.malformed": told(400, "The audit record is not well formed"),
  "audit.unverified": told(422, "The audit record does not verify"),
  "moves.already_open": told(409, "The tenant is already being moved"),
  "moves.refused": told(409, "The tenant cannot be moved so"),
  "moves.not_found": told(404, "There is no such move"),
  // Between the object and itself: a step that finds its move elsewhere leaves it alone.
  "moves.arrived": told(409, "The tenant is there already"),
  "moves.overtaken": told(409, "The move is elsewhere by now"),
  "offboarding.refused": told(409, "The tenant cannot be offboarded so"),
  "offboarding.not_found": told(404, "The tenant is not being offboarded"),
  "offboarding.overtaken": told(409, "The offboarding is elsewhere by now"),
  "telemetry.malformed": told(400, "The telemetry could not be decoded"),
  "telemetry.too_many": told(413, "The request holds more than one request may"),
  "telemetry.backlog_full": crowded(503, "The tenant's write-ahead store is full"),
  "telemetry.rate_limited": crowded(429, "The tenant sends more in a second than its limit allows"),
  "telemetry.trace_not_found": told(404, "There is no such trace in the range searched"),
  "query.invalid": told(400, "The query is not valid"),
  "query.unsupported": told(501, "The query asks for what is not supported here"),
  "query.too_many_concurrent": crowded(429, "The tenant runs as many queries as its tier allows"),
  "query.timed_out": told(408, "The query took longer than the tier allows"),
  "query.result_too_large": told(413, "The result is larger than the tier allows"),
  "residency.guarantee_missing": told(422, "Nothing holds the tenant's data in place here"),
  "residency.exception_expired": told(403, "The exception under which data was stored here has ended"),
  // Looks like an unknown tenant outside: whoever reaches a cell past the edge learns nothing.
  "residency.channel_refused": hidden(404, "There is no such tenant here"),
  "residency.cell_unreachable": passing(503, "The tenant's cell does not answer"),
  "residency.wrong_region": told(421, "The tenant is served in its region only"),
  "residency.transfer_refused": told(403, "The data may not go there"),
  "residency.key_unavailable": passing(503, "The keys of the tenant's silo cannot be opened here"),
  "residency.no_silo": told(409, "The tenant has no silo to do that to"),
  // Between the object and itself: the key is made again.
  "residency.key_overtaken": passing(503, "Another key was made at the same time"),
  "webhooks.address_refused": told(422, "Nothing is sent to that address"),
  "webhooks.payload_refused": told(422, "The event cannot be sent in that shape"),
  "webhooks.not_found": told(404, "There is no such endpoint or delivery"),
  "webhooks.version_conflict": told(409, "Somebody else changed it meanwhile"),
  "webhooks.too_many": told(409, "There are as many endpoints as a tenant may have"),
  "webhooks.in_flight": told(409, "The delivery is being sent at this moment"),
  "webhooks.unverified": hidden(401, "The message is not signed as it should be"),
  "connectors.not_found": told(404, "There is no such connector"),
  "connectors.event_ignored": told(422, "The connector makes no request of such an event"),
  "connectors.not_buildable": told(422, "The connector cannot make a request of the event"),
  "finops.version_conflict": told(409, "Somebody else changed it meanwhile"),
  "finops.not_found": told(404, "There is no such budget"),
  "finops.budget_stopped": told(402, "A budget is used up"),
  "finops.history_invalid": told(422, "The history cannot be forecast"),
  "finops.history_too_short": told(422, "The history is too short to be forecast"),
  "billing.malformed": told(400, "The bill could not be read"),
  "billing.not_found": told(404, "There is no such import of a bill"),
  "billing.busy": told(409, "Another import of this source is running"),
  "chargeback.not_begun": told(404, "The period has not begun"),
  "chargeback.closed": told(409, "The period is closed"),
  "chargeback.refused": told(409, "The period cannot be changed so"),
  "recommendations.not_found": told(404, "There is no such recommendation"),
  "recommendations.decided": told(409, "The recommendation is decided already"),
  // Who sends a hook learns nothing from its refusal, not even whether there is such a source.
  "hooks.not_verified": hidden(401, "The webhook could not be verified"),
  "hooks.not_found": told(404, "There is no such source of webhooks"),
  "hooks.name_taken": told(409, "There is a source of that name"),
  "hooks.too_many": told(409, "The tenant has as many sources as it may"),
  // Inside the object: the message came in before.
  "hooks.taken": told(409, "The webhook was taken before"),
  "dashboards.not_found": told(404, "There is no such dashboard"),
  "dashboards.version_conflict": told(409, "Somebody else changed it meanwhile"),
  "dashboards.too_many": told(409, "There are as many dashboards as a tenant may have"),
  "exports.not_found": told(404, "There is no such export"),
  "exports.not_ready": told(409, "The export is not ready"),
  "exports.no_pages": told(409, "The export has no pages of rows"),
  "exports.too_many": told(409, "There are as many exports as a tenant may have"),
  // Between the object and a worker: another one goes on.
  "exports.overtaken": told(409, "Another worker has the export"),
  "schedules.not_found": told(404, "There is no such schedule"),
  "schedules.version_conflict": told(409, "Somebody else changed it meanwhile"),
  "schedules.too_many": told(409, "There are as many schedules as a tenant may have"),
  "reports.not_found": told(404, "There is no such run or file"),
  "reports.too_many": told(409, "There are as many runs under way as a tenant may have"),
  // Between the object and a worker: another one goes on.
  "reports.overtaken": told(409, "Another worker has the run"),
  "internal.bug": passing(500, "Something went wrong on our side"),
  "internal.unavailable": passing(503, "A part of the gateway is not available"),
} satisfies Record<string, FaultRow>;

export type FaultCode = keyof typeof FAULTS;

export interface Violation {
  /** RFC 6901 pointer into the body, or `query/name`, `header/name`, `path/name`. */
  readonly pointer: string;
  readonly message: string;
}

export interface ReachedLimit {
  readonly name: string;
  readonly value: number;
  readonly asked: number;
}

export interface Fault {
  readonly code: FaultCode;
  /** One lower-case sentence; what the caller wrote stands in backticks. */
  readonly detail?: string;
  /** The places that are wrong, when there are several or when they have an address. */
  readonly violations?: readonly Violation[];
  readonly retryAfterSeconds?: number;
  /** The limit that was in the way: its name and value, and what was asked or is in use. */
  readonly limit?: ReachedLimit;
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
