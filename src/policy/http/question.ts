// A question to the decision point: fenced and audited, then decided by the bundle in force. Says of whom it knows: an
// answer about somebody that only the question describes is worth what the description is.

import type { TenantSession } from "../../edge/index.ts";
import type { Json } from "../../kernel/canonical-json.ts";
import { ok, type Result } from "../../kernel/result.ts";
import {
  decideAccess,
  toAccessRequest,
  type AccessDecision,
  type AccessRequest,
  type CompiledBundle,
  type EvaluationRequest,
} from "../index.ts";
import { findSubject, isOpen } from "./subject-lookup.ts";

/** Fences and audits the question; what is decided after it is decided by the bundle in force. */
export async function openQuestion(
  session: TenantSession,
  asked: string,
  about: Readonly<Record<string, Json>> = {},
): Promise<Result<CompiledBundle>> {
  const recorded = await session.execute("access.record", {
    resource: "policy:decision_point",
    outcome: "allowed",
    detail: { asked, ...about },
  });
  return recorded.ok ? ok(session.bundle) : recorded;
}

export interface Question {
  /** `described`: a user that only the question speaks of; `inactive`: a key that is revoked, expired or was never made. */
  readonly subject: "known" | "described" | "inactive";
  readonly request: AccessRequest;
}

/** `request.invalid` with the place. MFA and the session's age are the question's own; all else the tenant knows better. */
export function questionOf(
  bundle: CompiledBundle,
  evaluation: EvaluationRequest,
  nowMs: number,
): Result<Question> {
  const { type, id } = evaluation.subject;
  const known = findSubject(bundle, type, id);
  const request = toAccessRequest(evaluation, nowMs, known);
  if (!request.ok) return request;
  const isInactive = type === "key" && !isOpen(bundle, id, request.value.context.timeMs);
  const described = known === null ? "described" : "known";
  return ok({ subject: isInactive ? "inactive" : described, request: request.value });
}

/** Whoever cannot prove itself here may do nothing, whatever policies say. */
export const INACTIVE: AccessDecision = {
  effect: "deny",
  reasons: ["inactive"],
  errors: [],
  rowFilter: null,
};

export function decideQuestion({ compiled }: CompiledBundle, { subject, request }: Question): AccessDecision {
  return subject === "inactive" ? INACTIVE : decideAccess(compiled, request);
}
