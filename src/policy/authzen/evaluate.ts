// Evaluations of AuthZEN: one, or a batch under one of its three semantics, which differ in when they stop.

import type { Result } from "../../kernel/result.ts";
import type { AccessDecision } from "../decide-access.ts";
import type { EvaluationRequest, EvaluationResponse, EvaluationsRequest, Semantic } from "./messages.ts";

/** Section 5.5: whether it is allowed, and why. A decision that depends on the rows is an allow with its filter. */
export function toEvaluationResponse({
  effect,
  reasons,
  errors,
  rowFilter,
}: AccessDecision): EvaluationResponse {
  return {
    decision: effect === "allow",
    context: {
      reasons,
      ...(errors.length === 0 ? {} : { errors }),
      ...(rowFilter === null ? {} : { row_filter: rowFilter }),
    },
  };
}

export type Decide = (evaluation: EvaluationRequest) => Result<AccessDecision>;

/** An item that cannot be evaluated is a denial that says so; it does not fail the batch (section 7.2.1). */
function answer(item: Partial<EvaluationRequest>, decide: Decide): EvaluationResponse {
  const { subject, action, resource, context } = item;
  if (subject === undefined || action === undefined || resource === undefined)
    return toError("subject, action and resource are needed, here or at the top level");
  const decided = decide({ subject, action, resource, context });
  return decided.ok
    ? toEvaluationResponse(decided.value)
    : toError(decided.fault.detail ?? decided.fault.code);
}

const toError = (message: string): EvaluationResponse => ({
  decision: false,
  context: { error: { status: 400, message } },
});

const STOPS_AT: Readonly<Record<Semantic, boolean | null>> = {
  execute_all: null,
  deny_on_first_deny: false,
  permit_on_first_permit: true,
};

/** Null when there is no batch: the request is then one evaluation (section 7.1). */
export function evaluateBatch(
  request: EvaluationsRequest,
  decide: Decide,
): { readonly evaluations: readonly EvaluationResponse[] } | null {
  const { evaluations = [], options, ...defaults } = request;
  if (evaluations.length === 0) return null;
  const stopsAt = STOPS_AT[options?.evaluations_semantic ?? "execute_all"];
  const answers: EvaluationResponse[] = [];
  for (const item of evaluations) {
    const one = answer({ ...defaults, ...dropMissing(item) } as Partial<EvaluationRequest>, decide);
    answers.push(one);
    if (one.decision === stopsAt) break;
  }
  return { evaluations: answers };
}

function dropMissing(item: object): object {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));
}
