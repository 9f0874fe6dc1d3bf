// From a credential and a bundle to a permission: who it is, and may they. Pure; time comes in with the question.
// 401 is not 403: an unknown credential learns nothing, a known one learns only that this is not allowed.

import { mayOpen, type ParsedKey } from "../identity/index.ts";
import { fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import {
  decideAccess,
  subjectOfKey,
  type AccessDecision,
  type AccessRequest,
  type CompiledBundle,
  type Subject,
} from "../policy/index.ts";

/** What is asked, but for who asks: that the credential tells. */
export type Asked = Omit<AccessRequest, "principal">;

export interface Question {
  readonly key: ParsedKey;
  readonly asked: Asked;
}

export interface Permission {
  readonly principal: Subject;
  readonly decision: AccessDecision;
  readonly epoch: number;
}

/** The decision, allow or deny; `tenant.unavailable` or `auth.invalid` when there is nobody to decide about. */
export function judge(bundle: CompiledBundle, { key, asked }: Question): Result<Permission> {
  if (bundle.tenant.status !== "active") return failed(fault("tenant.unavailable", bundle.tenant.status));
  const principal = authenticate(bundle, key, asked.context.timeMs);
  if (!principal.ok) return principal;
  const decision = decideAccess(bundle.compiled, { ...asked, principal: principal.value });
  return ok({ principal: principal.value, decision, epoch: bundle.epoch });
}

/** The permission, or `policy.denied`; or what `judge` refuses. */
export function authorize(bundle: CompiledBundle, question: Question): Result<Permission> {
  const judged = judge(bundle, question);
  if (!judged.ok || judged.value.decision.effect === "allow") return judged;
  return failed(denial(question.asked.action, judged.value.decision));
}

/** Why is in the tenant's own log: the ids of policies are the tenant's words, and the detail goes to the access log. */
export function denial(action: string, { reasons, errors }: AccessDecision) {
  return fault("policy.denied", `${action}: ${reasons.length} reasons, ${errors.length} policies erred`);
}

/** Is it a key of this tenant, with its secret, that is active? `auth.invalid`. */
export function authenticate(
  bundle: CompiledBundle,
  key: ParsedKey,
  nowMs: number,
): Result<Permission["principal"]> {
  if (key.tenantId !== bundle.tenant.id) return failed(fault("auth.invalid", "the key is another tenant's"));
  // The cell in a key's text is where it was made: its tenant may have moved since, and the key goes on to open.
  const record = bundle.keys[key.keyId];
  if (record === undefined) return failed(fault("auth.invalid", "no such key, or revoked"));
  if (!mayOpen(record, key.secretHash, nowMs))
    return failed(fault("auth.invalid", "wrong secret, expired or revoked"));
  return ok({ ...subjectOfKey(record), id: record.id });
}
