// Evaluations of AuthZEN: one, or a batch under one of its three semantics, which differ in when they stop.

import type { Fault } from "../../kernel/fault.ts";
import type { Result } from "../../kernel/result.ts";
import type { AccessDecision } from "../decide-access.ts";
import {
  parseEvaluation,
  type EvaluationRequest,
  type EvaluationResponse,
  type EvaluationsRequest,
  type Properties,
  type Semantic,
} from "./messages.ts";

/** Section 5.5: whether it is allowed, and why. A decision that depends on the rows is an allow with its filter. */
export function toEvaluationResponse(
  { effect, reasons, errors, rowFilter }: AccessDecision,
  about: Properties,
): EvaluationResponse {
  return {
    decision: effect === "allow",
    context: {
      reasons,
      ...(errors.length === 0 ? {} : { errors }),
      ...(rowFilter === null ? {} : { row_filter: rowFilter }),
      ...about,
    },
  };
}

export type Evaluate = (evaluation: EvaluationRequest) => Result<EvaluationResponse>;

/** An item that cannot be evaluated is a denial that says so; it does not fail the batch (section 7.2.1). */
function answer(item: unknown, evaluate: Evaluate): EvaluationResponse {
  const parsed = parseEvaluation(item);
  if (!parsed.ok) return toError(parsed.fault);
  const evaluated = evaluate(parsed.value);
  return evaluated.ok ? evaluated.value : toError(evaluated.fault);
}

const toError = ({ code, detail, violations }: Fault): EvaluationResponse => ({
  decision: false,
  context: {
    error: { status: 400, message: detail ?? code, ...(violations === undefined ? {} : { violations }) },
  },
});

const STOPS_AT: Readonly<Record<Semantic, boolean | null>> = {
  execute_all: null,
  deny_on_first_deny: false,
  permit_on_first_permit: true,
};

/** Null when there is no batch: the request is then one evaluation (section 7.1). */
export function evaluateBatch(
  request: EvaluationsRequest,
  evaluate: Evaluate,
): { readonly evaluations: readonly EvaluationResponse[] } | null {
  const { evaluations = [], options, ...defaults } = request;
  if (evaluations.length === 0) return null;
  const stopsAt = STOPS_AT[options?.evaluations_semantic ?? "execute_all"];
  const answers: EvaluationResponse[] = [];
  for (const item of evaluations) {
    const one = answer(completed(item, defaults), evaluate);
    answers.push(one);
    if (one.decision === stopsAt) break;
  }
  return { evaluations: answers };
}

const NAMES = ["type", "id", "name"] as const;

/** Section 7.1.1: what an item says of a part replaces the default whole, but for the names that it leaves out. */
function completed(item: Properties, defaults: Properties): Properties {
  const part = (name: string): unknown => completedPart(item[name], defaults[name]);
  return {
    ...defaults,
    ...item,
    subject: part("subject"),
    action: part("action"),
    resource: part("resource"),
  };
}

function completedPart(own: unknown, byDefault: unknown): unknown {
  if (own === undefined) return byDefault;
  if (!isRecord(own) || !isRecord(byDefault)) return own;
  const named = NAMES.flatMap((name) =>
    Object.hasOwn(byDefault, name) ? [[name, byDefault[name]] as const] : [],
  );
  return { ...Object.fromEntries(named), ...own };
}

const isRecord = (value: unknown): value is Properties =>
  typeof value === "object" && value !== null && !Array.isArray(value);
