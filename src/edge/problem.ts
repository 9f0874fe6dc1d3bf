// Faults on the wire: RFC 9457 problem documents. The one place where a fault becomes a status and a body; what the
// fault's row does not show stays inside, so unknown, suspended and wrong-region tenants are the same bytes outside.

import { FAULTS, type Fault } from "../kernel/fault.ts";
import type { Reply } from "./reply.ts";

export const PROBLEM_TYPE = "application/problem+json";

/** For faults that share one outward face, the face. */
const OUTWARD: Readonly<Record<string, string>> = {
  "tenant.unavailable": "tenant.unknown",
  "tenant.wrong_region": "tenant.unknown",
  "residency.channel_refused": "tenant.unknown",
};

export function problemReply(fault: Fault, requestId: string): Reply {
  const row = FAULTS[fault.code];
  const code = OUTWARD[fault.code] ?? fault.code;
  const body = {
    type: `urn:traceo:problem:${code}`,
    title: row.title,
    status: row.status,
    code,
    ...(row.showsDetail && fault.detail !== undefined ? { detail: fault.detail } : {}),
    ...(row.showsDetail && fault.violations !== undefined ? { violations: fault.violations } : {}),
    ...(row.showsDetail && fault.limit !== undefined ? { limit: fault.limit } : {}),
    retryable: row.retryable,
    instance: `urn:traceo:request:${requestId}`,
  };
  const headers = {
    "content-type": PROBLEM_TYPE,
    ...challenge(row.status),
    ...retryAfter(fault),
    ...allow(fault),
  };
  return { status: row.status, headers, body: JSON.stringify(body) };
}

function challenge(status: number): Record<string, string> {
  return status === 401 ? { "www-authenticate": 'Bearer realm="traceo"' } : {};
}

function allow({ allowedMethods }: Fault): Record<string, string> {
  return allowedMethods === undefined ? {} : { allow: allowedMethods.join(", ") };
}

function retryAfter(fault: Fault): Record<string, string> {
  const seconds = fault.retryAfterSeconds ?? (FAULTS[fault.code].retryable ? 1 : undefined);
  return seconds === undefined ? {} : { "retry-after": String(seconds) };
}
