// The messages of the OpenID AuthZEN Authorization API 1.0 (openid.net/specs/authorization-api-1_0.html): evaluation,
// evaluations and searches. Unknown fields are ignored, as the standard asks.

import { z } from "zod";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { violationsOf } from "../../kernel/violations.ts";

const json = z.record(z.string(), z.json());
const properties = json.optional();
const name = z.string().min(1).max(256);

const subject = z.object({ type: name, id: name, properties });
const resource = z.object({ type: name, id: name, properties });
const action = z.object({ name, properties });
const context = json.optional();

/** Section 6.1. */
export const evaluationRequestSchema = z.object({ subject, action, resource, context });

const MOST_EVALUATIONS = 1_000;
const SEMANTICS = ["execute_all", "deny_on_first_deny", "permit_on_first_permit"] as const;

/**
 * Section 7.1. What an item leaves out is taken from the top level, so only together they are whole: each is judged when its
 * turn comes, and one that is not whole is a denial of its own (section 7.2.1).
 */
export const evaluationsRequestSchema = z.object({
  subject: json.optional(),
  action: json.optional(),
  resource: json.optional(),
  context,
  evaluations: z.array(json).max(MOST_EVALUATIONS).optional(),
  options: z.looseObject({ evaluations_semantic: z.enum(SEMANTICS).default("execute_all") }).optional(),
});

/** `request.invalid` with the places. */
export function parseEvaluation(value: unknown): Result<EvaluationRequest> {
  const parsed = evaluationRequestSchema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const violations = violationsOf(parsed.error, "");
  const [first] = violations;
  return failed(fault("request.invalid", `${first?.pointer ?? ""}: ${first?.message ?? ""}`, violations));
}

/** Section 8.2.1: a limit may be any whole number; how many a page has at most is ours to say. */
const page = z
  .object({ token: z.string().max(1_024).optional(), limit: z.int().min(0).optional(), properties })
  .optional();
const kind = z.object({ type: name, properties });

/** Sections 8.4 to 8.6: the part that is searched for has a type only; an id there is ignored. */
export const subjectSearchSchema = z.object({ subject: kind, action, resource, context, page });
export const resourceSearchSchema = z.object({ subject, action, resource: kind, context, page });
export const actionSearchSchema = z.object({ subject, resource, context, page });

export type EvaluationRequest = z.infer<typeof evaluationRequestSchema>;
export type EvaluationsRequest = z.infer<typeof evaluationsRequestSchema>;
export type Page = z.infer<typeof page>;
export type Semantic = (typeof SEMANTICS)[number];
export type Properties = Readonly<Record<string, unknown>>;

export interface EvaluationResponse {
  readonly decision: boolean;
  readonly context?: Properties;
}

/** Section 8.3. */
export interface SearchResponse<T> {
  readonly page: { readonly next_token: string; readonly count: number; readonly total: number };
  readonly context?: Properties;
  readonly results: readonly T[];
}
